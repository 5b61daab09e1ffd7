# In the cell. The server's own file: smtpd.conf, in which $address, $domain and $host are known.
{
    echo "address = \"$ADDRESS\""
    echo "domain = \"$DOMAIN\""
    echo "host = \"$HOST\""
    cat /lab/own/smtpd.conf
} > /etc/smtpd.conf
mkdir -p /run/smtpd /var/empty
exec smtpd -d

# In the cell. The server's own file: smtpd.conf, in which $lab_address, $lab_domain and $lab_host are known.
{
    echo "lab_address = \"$ADDRESS\""
    echo "lab_domain = \"$DOMAIN\""
    echo "lab_host = \"$HOST\""
    cat /lab/own/smtpd.conf
} > /etc/smtpd.conf
mkdir -p /run/smtpd /var/empty
exec smtpd -d

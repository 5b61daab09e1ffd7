# In the cell. The server's own files: rcpt.acl, and connect.acl, data.acl and options where it has them.
{
    echo "LAB_DOMAIN = $DOMAIN"
    echo "LAB_ADDRESS = $ADDRESS"
    echo "LAB_HOST = $HOST"
    cat /lab/software/exim.conf
} > /etc/exim4/exim4.conf
busybox syslogd -n -O - &
mkdir -p /run/exim4
chown Debian-exim /run/exim4
# Without the notifier: its socket is named in the network's namespace, which all servers of the lab share.
exec exim4 -bdf -oY -q15m

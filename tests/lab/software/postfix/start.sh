# In the cell. The server's own files: main.cf (settings that are added and win), listener (instead of the usual line
# in master.cf), virtual and vmailbox (lists that are compiled), before.sh (what must run first).
{
    cat /lab/software/main.cf
    # `inet_interfaces` would have to name an address of an interface, and ours are only routed to it; the listener
    # in master.cf names its address instead.
    echo "mydomain = $DOMAIN"
    echo "myhostname = $HOST"
    echo "proxy_interfaces = $ADDRESS"
    echo "smtp_bind_address = $ADDRESS"
    cat /lab/own/main.cf
} > /etc/postfix/main.cf
{
    cat /lab/software/master.cf
    if [ -e /lab/own/listener ]; then
        sed "s/@ADDRESS@/$ADDRESS/" /lab/own/listener
    else
        echo "$ADDRESS:smtp inet n - n - - smtpd"
        [ -z "$ADDRESS6" ] || echo "[$ADDRESS6]:smtp inet n - n - - smtpd"
    fi
} > /etc/postfix/master.cf
for list in virtual vmailbox; do
    if [ -e "/lab/own/$list" ]; then
        cp "/lab/own/$list" "/etc/postfix/$list"
        postmap "/etc/postfix/$list"
    fi
done
if [ -e /lab/own/before.sh ]; then
    . /lab/own/before.sh
fi
# Postfix waits until its configuration is two seconds old, and walks its folders unless told that all is well.
touch -d '1 hour ago' /etc/postfix/main.cf /etc/postfix/master.cf
touch /var/spool/postfix/quick-start
exec postfix start-fg

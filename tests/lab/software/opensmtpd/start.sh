# In the cell. The server's own files: smtpd.conf, in which $lab_address, $lab_domain and $lab_host are known, and
# virtuals.
{
    echo "lab_address = \"$ADDRESS\""
    echo "lab_domain = \"$DOMAIN\""
    echo "lab_host = \"$HOST\""
    cat /lab/own/smtpd.conf
} > /etc/smtpd.conf
mkdir -p /run/smtpd /var/empty /etc/mail
if [ -e /lab/own/virtuals ]; then
    cp /lab/own/virtuals /etc/mail/virtuals
fi
cat > /usr/bin/systemctl <<'END'
#!/bin/sh -eu
# What systemctl does where the service is as Debian has it.
test "$*" = "restart opensmtpd"
server=$(cat /run/server)
kill "$server"
while [ -e "/proc/$server" ]; do sleep 0.1; done
END
chmod +x /usr/bin/systemctl
# The first process stays, since the cell ends with it.
while :; do
    smtpd -d &
    echo $! > /run/server
    wait $! || exit
    echo "starts again"
done

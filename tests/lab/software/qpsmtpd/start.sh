# In the cell. The server's own file: plugins, instead of those that Debian has.
cd /etc/qpsmtpd
echo "$HOST" > me
echo "$DOMAIN" > rcpthosts
echo "queue/smtp-forward mx.any-domain-rejects.postfix.test 25" > debian-queue-method
if [ -e /lab/own/plugins ]; then
    cp /lab/own/plugins plugins
fi
cat > /usr/sbin/service <<'END'
#!/bin/sh -eu
# What service does, without waiting for the server to finish.
test "$*" = "qpsmtpd restart"
server=$(cat /run/server)
kill "$server"
while [ -e "/proc/$server" ]; do sleep 0.1; done
END
chmod +x /usr/sbin/service
export QPSMTPD_CONFIG=/etc/qpsmtpd
# The first process stays, since the cell ends with it.
while :; do
    qpsmtpd-forkserver --listen-address "$ADDRESS" --port 25 --user qpsmtpd &
    echo $! > /run/server
    # Not if it ended by itself.
    wait $! || test $? = 143
    echo "starts again"
done

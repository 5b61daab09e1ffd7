# In the cell. The server's own files: sendmail.mc (lines that are added to Debian's), and virtusertable, mailertable,
# access, aliases, relay-domains and local-host-names where it has them; before.sh is what must run first.
cd /etc/mail
cat > aliases <<'END'
postmaster: alice
abuse: alice
root: alice
END
for file in virtusertable mailertable access aliases relay-domains local-host-names; do
    if [ -e "/lab/own/$file" ]; then
        cp "/lab/own/$file" "$file"
    fi
done
{
    sed -e "s/Port=smtp, Addr=127.0.0.1/Port=smtp, Addr=$ADDRESS/" -e /Port=submission/d \
        -e '/^MAILER_DEFINITIONS/,$d' sendmail.mc
    echo "define(\`confDOMAIN_NAME', \`$HOST')dnl"
    # Our address, from which everybody connects, is one of this machine and would be trusted.
    echo "define(\`confDONT_PROBE_INTERFACES', \`True')dnl"
    if [ -e /lab/own/sendmail.mc ]; then
        cat /lab/own/sendmail.mc
    fi
    echo "MAILER_DEFINITIONS"
    echo "MAILER(\`local')dnl"
    echo "MAILER(\`smtp')dnl"
} > sendmail.mc.new
mv sendmail.mc.new sendmail.mc
mkdir -p /run/sendmail/mta /run/sendmail/msp /run/sendmail/stampdir
chown smmta:smmsp /run/sendmail/mta /run/sendmail/stampdir
chown smmsp /run/sendmail/msp
# What make would do, but in a fraction of the time.
m4 sendmail.mc > sendmail.cf
for table in virtusertable mailertable access; do
    touch "$table"
    makemap hash "$table.db" < "$table"
done
newaliases
if [ -e /lab/own/before.sh ]; then
    . /lab/own/before.sh
fi
cat > /usr/sbin/service <<'END'
#!/bin/sh -eu
# What service does, without waiting for the server to finish.
test "$*" = "sendmail restart"
server=$(cat /run/server)
kill "$server"
while [ -e "/proc/$server" ]; do sleep 0.1; done
END
chmod +x /usr/sbin/service
busybox syslogd -n -O - &
# The first process stays, since the cell ends with it.
while :; do
    sendmail -bD &
    echo $! > /run/server
    # Not if it ended by itself.
    wait $! || test $? = 143
    echo "starts again"
done

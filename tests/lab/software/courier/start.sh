# In the cell. The server's own files: locals, accepted (domains that mail is taken for), hosted, routes, aliases, and
# esmtpd (settings that are added and win), where it has them.
cd /etc/courier
echo "$HOST" > me
echo "$HOST" > defaultdomain
echo localhost > locals
echo "postmaster: alice" > aliases/system
for pair in locals=locals accepted=esmtpacceptmailfor.dir/lab hosted=hosteddomains/lab routes=esmtproutes \
    aliases=aliases/system; do
    if [ -e "/lab/own/${pair%=*}" ]; then
        cp "/lab/own/${pair%=*}" "${pair#*=}"
    fi
done
echo "ADDRESS=$ADDRESS" >> esmtpd
if [ -e /lab/own/esmtpd ]; then
    cat /lab/own/esmtpd >> esmtpd
fi
mkdir -p /run/courier/authdaemon
chown -R courier:courier /run/courier
makesmtpaccess
makeacceptmailfor
makehosteddomains
makealiases
busybox syslogd -n -O - &
authdaemond start
courier start
esmtpd start
# The first process stays, since the cell ends with it.
wait

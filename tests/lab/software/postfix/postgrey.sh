# In the cell, sourced by before.sh of the servers that greylist.
# It dies without a log.
busybox syslogd -O /dev/null
mkdir /run/postgrey
chown postgrey /run/postgrey /var/lib/postgrey
postgrey --unix=/run/postgrey/socket --user=postgrey --group=postgrey --pidfile=/run/postgrey/pid --daemonize

# In the cell, sourced by before.sh of the servers that greylist.
mkdir /run/postgrey
chown postgrey /run/postgrey /var/lib/postgrey
postgrey --unix=/run/postgrey/socket --user=postgrey --group=postgrey --pidfile=/run/postgrey/pid --daemonize

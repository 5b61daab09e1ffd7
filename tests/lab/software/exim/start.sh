# In the cell. The server's own files: rcpt.acl, and connect.acl, data.acl, options and aliases where it has them. Or
# update-exim4.conf.conf, for what is different from Debian's own configuration, and hubbed_hosts.
cat > /usr/bin/systemctl <<'END'
#!/bin/sh -eu
# What systemctl does on Debian.
test "$*" = "reload exim4"
test -e /etc/exim4/exim4.conf || update-exim4.conf
kill -HUP 1
END
chmod +x /usr/bin/systemctl
if [ -e /lab/own/update-exim4.conf.conf ]; then
    {
        echo "dc_eximconfig_configtype='internet'"
        echo "dc_other_hostnames=''"
        echo "dc_local_interfaces='$ADDRESS'"
        cat /lab/own/update-exim4.conf.conf
        echo "dc_localdelivery='mail_spool'"
    } > /etc/exim4/update-exim4.conf.conf
    {
        echo "log_file_path = :syslog"
        echo "tls_advertise_hosts ="
        echo "MAIN_HARDCODE_PRIMARY_HOSTNAME = $HOST"
    } > /etc/exim4/exim4.conf.localmacros
    cp /lab/own/hubbed_hosts /etc/exim4/ || :
    update-exim4.conf
else
    {
        echo "LAB_DOMAIN = $DOMAIN"
        echo "LAB_ADDRESS = $ADDRESS"
        echo "LAB_HOST = $HOST"
        if [ -e /lab/own/aliases ]; then
            cp /lab/own/aliases /etc/aliases
            echo "LAB_ALIASES = yes"
        fi
        cat /lab/software/exim.conf
    } > /etc/exim4/exim4.conf
fi
busybox syslogd -n -O - &
mkdir -p /run/exim4
chown Debian-exim /run/exim4
# Without the notifier: its socket is named in the network's namespace, which all servers of the lab share.
exec exim4 -bdf -oY -q15m

#!/bin/sh
# Runs one mail server: a copy of its root that forgets, its own mounts, processes and host name, but the network of
# the lab. Started by src/cell.rs in fresh namespaces, so that nothing here needs to be undone.
#
# ROOT      the root with the package installed; stays as it is
# CELL      an empty folder for what this run changes
# SOFTWARE  the folder with the configuration that all servers of this software have in common
# OWN       the folder with the files of this server
# ADDRESS DOMAIN HOST (and ADDRESS6, or empty) are for start.sh
set -eu
# Some servers close every descriptor that they could have; where the limit is a million, that takes seconds.
ulimit -n 4096

mkdir "$CELL/changes" "$CELL/work" "$CELL/root"
cd "$CELL/root"
mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=$CELL/changes,workdir=$CELL/work" .
# Into the mount, not the folder under it.
cd "$CELL/root"
mount -t proc proc proc
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
    : > "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mkdir -p dev/shm run/lock lab/software lab/own
chmod 1777 dev/shm run/lock
mount --bind "$SOFTWARE" lab/software
mount --bind "$OWN" lab/own

hostname "$HOST"
echo "$HOST" > etc/hostname
echo "$HOST" > etc/mailname
printf '127.0.0.1 localhost\n%s %s\n' "$ADDRESS" "$HOST" > etc/hosts
printf 'nameserver %s\n' "$RESOLVER" > etc/resolv.conf
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/ \
    ADDRESS="$ADDRESS" ADDRESS6="$ADDRESS6" DOMAIN="$DOMAIN" HOST="$HOST" \
    chroot . /bin/sh -eu /lab/software/start.sh

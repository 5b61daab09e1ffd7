#!/bin/sh
# Runs install.sh of a software in its root, in fresh namespaces of mounts and processes.
#
# ROOT      a root of Debian with apt
# SOFTWARE  the folder with install.sh
set -eu
cd "$ROOT"
mount -t proc proc proc
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom; do
    : > "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
ln -s /proc/self/fd dev/fd
cp /etc/resolv.conf etc/resolv.conf
# Nothing is started in here.
printf '#!/bin/sh\nexit 101\n' > usr/sbin/policy-rc.d
chmod +x usr/sbin/policy-rc.d
exec env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/ DEBIAN_FRONTEND=noninteractive \
    chroot . /bin/sh -eu -c "$(cat "$SOFTWARE/install.sh")"

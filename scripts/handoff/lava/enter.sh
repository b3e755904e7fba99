#!/bin/sh
# enter.sh ROOT WORK COMMAND...: runs COMMAND in a root file system that many use at the same time, with WORK at /mnt.
# What it mounts is seen by nobody else: the caller gives it a mount namespace of its own.
set -e
root=$1 work=$2
shift 2
mount --make-rprivate /
mount -t proc proc "$root/proc"
for place in /sys /dev; do mount --rbind "$place" "$root$place"; done
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/var/lib/lava"
mount -t tmpfs tmpfs "$root/srv"
mkdir "$root/srv/tftp"
mount --bind "$work" "$root/mnt"
exec chroot "$root" env -i HOME=/root LANG=C.UTF-8 TERM=dumb \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"

#!/bin/sh
# enter.sh ROOT ARCHIVES COMMAND...: runs COMMAND in a root file system. What it mounts is seen by nobody else: the
# caller gives it a mount namespace of its own.  ARCHIVES keeps the packages that apt downloads there.
set -e
root=$1 archives=$2
shift 2
mount --make-rprivate /
mount -t proc proc "$root/proc"
for place in /sys /dev; do mount --rbind "$place" "$root$place"; done # with /dev/pts and /dev/shm
mount --bind "$archives" "$root/var/cache/apt/archives"
exec chroot "$root" "$@"

#!/bin/busybox sh
# shellcheck shell=dash
# The whole userland of Xen's dom0 (outer.py packs it): Xen's own programs lie in the tree of Debian's packages, which
# the host shares by 9p and nobody writes to, and what is to be run in /share. At the end it does what the runner says
# on the second serial port, a line of shell at a time, and answers each with `done STATUS`.
b=/bin/busybox
$b mount -t devtmpfs dev /dev
$b mkdir /dev/pts
$b mount -t devpts pts /dev/pts # a console for each domain, or xl does not make it
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
while read -r module; do $b insmod "/modules/$module"; done </modules/list

plan9="trans=virtio,version=9p2000.L,msize=262144"
$b mount -t 9p -o "$plan9,ro,cache=loose" tree /tree
for place in run tmp var mnt; do $b mount -t tmpfs "$place" "/tree/$place"; done
for place in dev dev/pts proc sys; do $b mount -o bind "/$place" "/tree/$place"; done
$b mount -t xenfs xenfs /tree/proc/xen
$b mkdir -p /tree/mnt/share /tree/run/lock /tree/run/xen /tree/run/xenstored \
    /tree/var/lib/xen /tree/var/lib/xenstored /tree/var/log/xen
$b ln -s ../run /tree/var/run
$b ln -s ../run/lock /tree/var/lock
$b mount -t 9p -o "$plan9" share /tree/mnt/share

$b stty -F /dev/ttyS1 raw -echo 115200
exec $b chroot /tree /bin/busybox sh -c '
export PATH=/usr/lib/xen-4.17/bin:/usr/bin:/bin LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu
exec </dev/ttyS1 >/dev/ttyS1 2>&1
xenstored --pid-file /run/xenstored.pid
xen-init-dom0
xenconsoled --pid-file=/run/xenconsoled.pid
echo ready
while read -r line; do
    eval "$line"
    echo "done $?"
done
'

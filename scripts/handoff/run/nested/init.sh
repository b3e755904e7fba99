#!/bin/busybox sh
# shellcheck shell=dash
# The whole userland of the emulated host (host.py packs it).  It sees the files of the machine that emulates it, under
# the same names: all of them read-only and cached; the directory of a run, given on the command port, writable and not
# cached, so that a log is there as it is written.  A command is one line: that directory, in which `inner` is the
# script to run.  Its answer is `ended <status>`.
b=/bin/busybox
options=trans=virtio,version=9p2000.L,msize=512000
$b mount -t devtmpfs dev /dev
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
while read -r module; do $b insmod "/modules/$module"; done </modules/list
$b mount -t 9p -o "$options,ro,cache=loose" files /files
$b mount -t 9p -o "$options,cache=none" writable /writable
$b mount --bind /dev /files/dev
$b mount --bind /proc /files/proc
[ -c /dev/kvm ] || echo "no-SVM" >/no-kvm
for port in /sys/class/virtio-ports/*; do
    read -r name <"$port/name"
    $b ln -s "/dev/${port##*/}" "/dev/$name"
done
exec 3<>/dev/command
echo "ready $($b uname -r) $($b cat /no-kvm 2>/dev/null || echo kvm)" >&3
while read -r directory <&3; do
    $b mount --bind "/writable$directory" "/files$directory"
    $b chroot /files /bin/sh "$directory/inner" </dev/null
    status=$?
    $b umount "/files$directory"
    echo "ended $status" >&3
done
$b poweroff -f

#!/bin/busybox sh
# shellcheck shell=dash
# The whole userland of the Linux that we are compared with (guest.py packs it).  Each step is one
# line `MARK …` in the kernel's log, which the host stamps as it comes.  story=, fill= (MiB) and disk= are words of the
# kernel's command line, which the kernel hands over in the environment.
: "${story:=boot}" "${fill:=0}" "${disk:=}"
b=/bin/busybox
say() { echo "<5>MARK $*" >/dev/kmsg; }
off() { $b poweroff -f; $b sleep 1000; }
online() { read -r list </sys/devices/system/cpu/online; echo "$list"; }

$b mount -t devtmpfs dev /dev
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
say "init online=$(online)"

hibernate() {
    while read -r module; do $b insmod "/modules/$module"; done </modules/list
    until [ -b "/dev/$disk" ]; do $b usleep 10000; done
    say look
    $b cat "/sys/block/$disk/dev" >/sys/power/resume # does not come back if there is an image
    $b mkswap "/dev/$disk" >/dev/null
    $b swapon "/dev/$disk"
    $b mkdir /fill
    $b mount -t tmpfs -o size=90% fill /fill
    [ "$fill" = 0 ] || $b dd if=/dev/urandom of=/fill/data bs=1M count="$fill" 2>/dev/null
    [ "$fill" = 0 ] || $b md5sum /fill/data >/sum
    echo shutdown >/sys/power/disk
    say hibernate
    echo disk >/sys/power/state || say failed
    say "resumed online=$(online)"
    [ "$fill" = 0 ] || $b md5sum -c /sum >/dev/null || say damaged
    say whole
}

into_the_next() {
    export LD_LIBRARY_PATH=/lib64
    /sbin/kexec --load /kexec/kernel --initrd=/kexec/initrd \
        --append="$($b sed 's/story=[a-z]*/story=kexeced/' /proc/cmdline)" || say failed
    say kexec
    /sbin/kexec --exec
    say failed
}

case $story in
hibernate) hibernate ;;
kexec) into_the_next ;;
esac
say off
off

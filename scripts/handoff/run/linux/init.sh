#!/bin/busybox sh
# shellcheck shell=dash
# All that a Linux runs which is kernel A, or kernel B (initramfs.py packs it).  Each step is one line `MARK …` in its
# console.
# story= is a word of Linux' command line, which it hands over in the environment.
: "${story:=none}"
b=/bin/busybox
say() { echo "<5>MARK $*" >/dev/kmsg; }
off() { say off; $b poweroff -f; $b sleep 1000; }
# What makes Linux refuse; it has not a word of some, and is over its limit of them with others.
setting() {
    $b grep -o -w nohibernate /proc/cmdline && return
    read -r disabled </proc/sys/kernel/kexec_load_disabled
    [ "$disabled" = 1 ] && echo kexec_load_disabled=1 && return
    $b mount -t securityfs security /sys/kernel/security
    $b sed -n 's/.*\[\([a-z]*\)\].*/lockdown=\1/p' /sys/kernel/security/lockdown | $b grep -v none
}
# Else what Linux has said of it since our last MARK, the last line.
# shellcheck disable=SC2016 # what looks like variables is awk's
kernel_said() {
    $b dmesg | $b sed -r 's/^\[[^]]*\](\[[^]]*\])? //' |
        $b awk '/^MARK/ { last = "" } /^MARK|memory bitmaps/ { next } /^PM: |kexec|hibernat/ { last = $0 }
                END { print last }'
}
# In one line: why, and the first line of what the program said.
refused() {
    because=$(setting 2>/dev/null || kernel_said)
    say "refused ${because:+$because: }$(echo "$*" | $b head -n 1)"
    off
}

$b mount -t devtmpfs dev /dev
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
read -r online </sys/devices/system/cpu/online
say "linux $($b uname -r) online=$online $($b uname -v)"
say "text=$($b grep -m 1 ' _stext$' /proc/kallsyms | $b cut -c 1-16)"

kexec() {
    [ -e /sys/kernel/kexec_loaded ] || { say "skipped no-kexec-in-this-kernel"; off; }
    export LD_LIBRARY_PATH=/lib64
    # -c: else that of Debian 13 tries kexec_file_load() first, which knows no Multiboot2, and gives up there.
    error=$(/sbin/kexec -c -t multiboot2-x86 -l /handoff.elf --command-line="$($b cat /words)" 2>&1) || refused "$error"
    say "hands over"
    error=$(/sbin/kexec -e 2>&1)
    refused "$error"
}

resume() {
    [ -c /dev/snapshot ] || { say "skipped no-snapshot-device-in-this-kernel"; off; }
    read -r base entry </place
    say "hands over"
    error=$(/sbin/resume /image "$base" "$entry" /words 2>&1)
    refused "$error"
}

case $story in
symbols) $b grep -i ' [tw] ' /proc/kallsyms | $b grep -v '\[' ;;
linux-kexec) kexec ;;
linux-resume) resume ;;
arrived) /sbin/arrived ;;
esac
off

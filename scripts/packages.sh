# Reads scripts/packages.txt for scripts/doctor and scripts/install.  POSIX sh: on a bare machine nothing else is there.
# shellcheck shell=sh

list="$(dirname "$0")/packages.txt"

# present LOOK: is one of the |-joined alternatives on this machine?
present() {
    (
        set -f
        IFS='|'
        # shellcheck disable=SC2086 # split at the |
        set -- $1
        unset IFS
        set +f
        for look; do
            case $look in
            /*) for file in $look; do [ -e "$file" ] && exit 0; done ;;
            py:*) /usr/bin/python3 -c "import importlib.util as u, sys; sys.exit(not u.find_spec('${look#py:}'))" \
                2>/dev/null && exit 0 ;;
            *) command -v "$look" >/dev/null 2>&1 && exit 0 ;;
            esac
        done
        exit 1
    )
}

# each FOR COMMAND...: calls COMMAND with look, debian and fedora of every line; FOR is `all`, or one or more of the
# purposes.
each() {
    wanted=$1
    shift
    while read -r purpose look debian fedora; do
        case $purpose in '' | '#'*) continue ;; esac
        case " $wanted " in " all " | *" $purpose "*) ;; *) continue ;; esac
        "$@" "$look" "$debian" "$fedora"
    done <"$list"
}

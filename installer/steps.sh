# Shared by ./run and ./test: a line a step, with its time.

# step NAME COMMAND...: runs the command and says how long it took.
step() {
    step_name=$1
    shift
    step_start=$(date +%s)
    printf '%-12s ' "$step_name"
    if "$@"; then
        printf 'ok, %s s\n' "$(($(date +%s) - step_start))"
    else
        status=$?
        printf '%s: failed after %s s\n' "$step_name" "$(($(date +%s) - step_start))" >&2
        exit "$status"
    fi
}

# quietly COMMAND...: shows its output only when it fails; on a terminal, how far ninja is.
quietly() {
    quiet_log=$(mktemp)
    quiet_watch=
    if [ -t 1 ]; then
        while sleep 1; do
            printf '\r%-12s %s ' "$step_name" "$(grep -oE '^\[[0-9]+/[0-9]+\]' "$quiet_log" | tail -n 1)"
        done &
        quiet_watch=$!
    fi
    quiet_status=0
    "$@" >"$quiet_log" 2>&1 || quiet_status=$?
    if [ -n "$quiet_watch" ]; then
        kill "$quiet_watch" 2>/dev/null || true
        wait "$quiet_watch" 2>/dev/null || true
        printf '\r%-12s ' "$step_name"
    fi
    if [ "$quiet_status" = 0 ]; then
        rm -f "$quiet_log"
    else
        status=$quiet_status
        echo
        tail -n 60 "$quiet_log"
        rm -f "$quiet_log"
        return "$status"
    fi
}

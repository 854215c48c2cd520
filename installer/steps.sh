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

# quietly COMMAND...: shows its output only when it fails.
quietly() {
    quiet_log=$(mktemp)
    if "$@" >"$quiet_log" 2>&1; then
        rm -f "$quiet_log"
    else
        status=$?
        echo
        tail -n 60 "$quiet_log"
        rm -f "$quiet_log"
        return "$status"
    fi
}

#!/bin/sh
# Installs the Debian packages of the named sections of packages.txt that are missing.
# Usage: install_packages.sh SECTION...     (build run test lint)
set -eu
list=$(dirname "$0")/packages.txt

wanted() {
    for section in "$@"; do
        awk -v section="[$section]" '/^\[/ { inside = ($0 == section); next } inside && !/^#/ && NF { print $1 }' "$list"
    done | sort -u
}

missing=
for package in $(wanted "$@"); do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

echo "installing:$missing"
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Cannot install packages: not root and no sudo. As root: apt-get install$missing" >&2; exit 1; }
    as_root=sudo
fi
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null

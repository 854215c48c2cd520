#!/bin/sh
# Makes the Debian package of a finished build and installs it, with dpkg, into a private root that holds the essential
# packages of this machine and what the package depends on, nothing else; starts the programs there; removes it again.
# Usage: check_deb.sh BUILD_FOLDER         77: a tool is missing, or neither root nor user namespaces.
set -eu
build=$(realpath "$1")
here=$(realpath "$(dirname "$0")")

skip() {
    echo "skipped: $1"
    exit 77
}
fail() {
    echo "failed: $1" >&2
    exit 1
}

for tool in appstreamcli desktop-file-validate dpkg-deb lintian python3 rsvg-convert scdoc; do
    command -v "$tool" >/dev/null || skip "$tool is not installed (installer/install_packages.sh build test)"
done
if [ "$(id -u)" -ne 0 ]; then
    unshare --map-root-user true 2>/dev/null || skip "installing needs root or user namespaces"
    exec unshare --map-root-user "$here/check_deb.sh" "$build"
fi
export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C.UTF-8

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
root=$folder/root

echo "== the package"
rm -rf "$build/package"
cmake --build "$build" --target deb >"$folder/deb.log" 2>&1 || { cat "$folder/deb.log"; fail "no package was made"; }
set -- "$build"/package/*.deb
[ $# -eq 1 ] && [ -f "$1" ] || fail "one package was expected in $build/package, not: $*"
deb=$1
version=$(dpkg-deb -f "$deb" Version)
dpkg-deb -f "$deb" Package Version Installed-Size Depends Recommends Suggests
echo "$(stat -c %s "$deb") bytes"

echo "== lintian"
# Not an upload to Debian: there is no bug to close.
lintian --allow-root --fail-on error,warning --tag-display-limit 0 \
    --suppress-tags initial-upload-closes-no-bugs "$deb" || fail "lintian does not accept it"

echo "== a root with nothing but its dependencies"
mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/log" "$root/dev" "$root/tmp" "$root/root"
for part in bin sbin lib lib32 lib64 libx32; do
    mkdir -p "$root/usr/$part"
    ln -s "usr/$part" "$root/$part"
done
packages=$(python3 "$here/dependency_closure.py" "$deb" "$root/var/lib/dpkg/status") || fail "a dependency is missing"
# shellcheck disable=SC2086 # a list of words
dpkg -L $packages | grep '^/.' | grep -vE '^/usr/share/(doc|man|locale|info|lintian)/' | sort -u >"$folder/files"
for package in $packages; do
    cp "/var/lib/dpkg/info/$package.list" "$root/var/lib/dpkg/info/"
done
# What maintainer scripts made: choices between alternatives, and how fonts are found.
find /etc/alternatives /etc/fonts >>"$folder/files"
tar -C / --no-recursion --ignore-failed-read -cf - -T "$folder/files" 2>"$folder/tar.log" |
    tar -C "$root" --no-same-owner --skip-old-files -xf - || { cat "$folder/tar.log"; fail "the root cannot be filled"; }
mknod -m 666 "$root/dev/null" c 1 3 2>/dev/null || : >"$root/dev/null"
ldconfig -r "$root"
echo "$(echo "$packages" | wc -l) packages, $(du -sm "$root" | cut -f1) MB"

echo "== install"
dpkg --root="$root" --install "$deb" >"$folder/dpkg.log" 2>&1 || { cat "$folder/dpkg.log"; fail "dpkg does not install it"; }
dpkg --root="$root" --listfiles halcyon | while read -r file; do
    [ -e "$root$file" ] || fail "$file is missing"
done

# inside COMMAND...: runs it in the root, as a user of an empty home would.
inside() {
    env -i HOME=/root PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 TZ=UTC timeout -k 5 60 chroot "$root" "$@"
}

echo "== halcyonctl"
[ "$(inside halcyonctl --version)" = "halcyonctl ${version%-*}" ] || fail "halcyonctl says another version than the package's"
examples=/usr/share/doc/halcyon/examples
inside halcyonctl config check --profile $examples/profile.toml || fail "the example profile is not valid"
for stream in upi transactions; do
    inside halcyonctl simulate --out - --stream $stream --count 200 --seed 1 --quiet >"$folder/$stream.jsonl" || fail "no traffic"
    inside halcyonctl score - --stream $stream --rules $examples/rules <"$folder/$stream.jsonl" >"$folder/scores"
    [ "$(wc -l <"$folder/scores")" -eq 200 ] || fail "200 $stream events were to be scored, not $(wc -l <"$folder/scores")"
done

# Every command and option that --help names is in the manual page.
gunzip -c "$root/usr/share/man/man1/halcyonctl.1.gz" | sed 's/\\//g; s/f[BRI]//g' >"$folder/page"
commands=$(inside halcyonctl --help | awk '/^Subcommands:/ { on = 1; next } on && /^  [a-z]/ { print $1 }')
[ -n "$commands" ] || fail "halcyonctl --help names no commands"
for command in $commands; do
    grep -q "^.SS $command" "$folder/page" || fail "halcyonctl(1) does not describe the command $command"
    for option in $(inside halcyonctl "$command" --help | grep -aoE '^  (-[a-zA-Z],)?--?[a-zA-Z-]+' | tr , ' '); do
        grep -qF -e "$option" "$folder/page" || fail "halcyonctl(1) does not describe $option of $command"
    done
done

if [ -x "$root/usr/bin/halcyon" ]; then
    echo "== halcyon"
    desktop-file-validate "$root/usr/share/applications/halcyon.desktop"
    appstreamcli validate --no-net "$root/usr/share/metainfo/org.halcyon.halcyon.metainfo.xml"
    [ "$(inside halcyon --version)" = "halcyon ${version%-*}" ] || fail "halcyon says another version than the package's"
    # Without PostgreSQL, which is only recommended: the window says so and shows the live streams.
    inside halcyon --demo --screenshot /tmp/window.png --after 4s --size 1280x800 || fail "the window was not drawn"
    size=$(python3 -c 'import struct, sys; print(*struct.unpack(">II", open(sys.argv[1], "rb").read(24)[16:]))' "$root/tmp/window.png")
    [ "$size" = "1280 800" ] || fail "the window was to be 1280 x 800, not $size"
    for option in $(inside halcyon --help | grep -aoE '^  (-[a-z], )?--[a-z-]+' | tr , ' '); do
        gunzip -c "$root/usr/share/man/man1/halcyon.1.gz" | sed 's/\\//g' | grep -qF -e "$option" ||
            fail "halcyon(1) does not describe $option"
    done
fi

echo "== remove"
dpkg --root="$root" --listfiles halcyon >"$folder/ours"
dpkg --root="$root" --purge halcyon >"$folder/dpkg.log" 2>&1 || { cat "$folder/dpkg.log"; fail "dpkg does not remove it"; }
while read -r file; do
    [ -d "$root$file" ] || [ ! -e "$root$file" ] || fail "$file is still there"
done <"$folder/ours"
[ ! -e "$root/usr/share/doc/halcyon" ] || fail "/usr/share/doc/halcyon is still there"
echo "ok: $(basename "$deb")"

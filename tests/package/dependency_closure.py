#!/usr/bin/env python3
"""The smallest system a Debian package may be installed on, out of the packages of this machine.

Usage: dependency_closure.py PACKAGE.deb STATUS_FILE

Prints the names (dpkg's, with architecture where dpkg needs one) of the essential packages, of what
PACKAGE.deb depends on, and so on; writes what dpkg knows of them to STATUS_FILE. Recommended packages
are left out. Fails when a dependency is not installed here.
"""

import re
import subprocess
import sys


def stanzas(text):
    for block in text.strip().split("\n\n"):
        fields = {}
        for line in block.split("\n"):
            if not line.startswith((" ", "\t")):
                name, _, value = line.partition(":")
                fields[name] = value.strip()
        yield fields, block


def groups(field):
    """ "a (>= 1) | b, c" as [["a", "b"], ["c"]]: versions are dpkg's to judge. """
    return [
        [re.split(r"[\s:(\[]", choice.strip(), maxsplit=1)[0] for choice in group.split("|")]
        for group in field.split(",")
        if group.strip()
    ]


def main(deb, status_file):
    known = {}
    providers = {}
    with open("/var/lib/dpkg/status", encoding="utf-8", errors="surrogateescape") as status:
        for fields, block in stanzas(status.read()):
            if not fields.get("Status", "").endswith("ok installed"):
                continue
            known[fields["Package"]] = (fields, block)
            for provided in groups(fields.get("Provides", "")):
                providers.setdefault(provided[0], []).append(fields["Package"])

    control = subprocess.run(["dpkg-deb", "-f", deb], check=True, capture_output=True, text=True).stdout
    own, _ = next(stanzas(control))
    waiting = [name for name, (fields, _) in known.items() if fields.get("Essential") == "yes"]
    wanted = [own]
    chosen = set()
    while waiting or wanted:
        if waiting:
            name = waiting.pop()
            if name in chosen:
                continue
            chosen.add(name)
            wanted.append(known[name][0])
        fields = wanted.pop()
        for choices in groups(fields.get("Pre-Depends", "")) + groups(fields.get("Depends", "")):
            found = [c for c in choices if c in known] or [p for c in choices for p in providers.get(c, [])]
            if not found:
                return f"{fields['Package']} depends on {' | '.join(choices)}, which is not installed here."
            waiting.append(found[0])

    with open(status_file, "w", encoding="utf-8", errors="surrogateescape") as status:
        for name in sorted(chosen):
            status.write(known[name][1] + "\n\n")
    for name in sorted(chosen):
        fields = known[name][0]
        is_same = fields.get("Multi-Arch") == "same"
        print(f"{name}:{fields['Architecture']}" if is_same else name)
    return None


sys.exit(main(*sys.argv[1:]))

#!/bin/sh
# Fetches the jars of the real Apache Kafka that the tests start, with Maven, once.
# usage: fetch_kafka.sh [FOLDER]   (build/kafka when left out; the tests look in its jars/ or in $HALCYON_KAFKA_JARS)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/../../build/kafka}
wanted=$(sha256sum "$here/pom.xml" | cut -d' ' -f1)

if [ "$(cat "$folder/.fetched" 2>/dev/null || true)" = "$wanted" ]; then
    echo "Kafka for the tests: already in $folder"
    exit 0
fi
command -v mvn >/dev/null || {
    echo "fetch_kafka.sh: mvn is missing; install the packages of installer/packages.txt, section [test]." >&2
    exit 1
}
rm -rf "$folder"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd) # Maven takes relative paths from the pom's folder
log="$folder/fetch.log"
if ! mvn --batch-mode --quiet -f "$here/pom.xml" dependency:copy-dependencies \
    -DoutputDirectory="$folder/jars" -DincludeScope=runtime >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "fetch_kafka.sh: Maven could not fetch Apache Kafka; check the network (whole log: $log) and try again." >&2
    exit 1
fi
echo "$wanted" >"$folder/.fetched"
echo "Kafka for the tests: $(find "$folder/jars" -name '*.jar' | wc -l) jars in $folder"

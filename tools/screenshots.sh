#!/usr/bin/env bash
# Pictures of every page at two widths and in both languages, of a demonstration of
# its own: started here on an empty folder and stopped again.
# usage: tools/screenshots.sh STANDALONE FOLDER
set -euo pipefail
standalone=$1 out=$2
folder=$(mktemp -d /tmp/duban-screenshots-XXXXXX)
chmod 755 "$folder" # root's database runs under another account
"$standalone" up --demo --folder "$folder" >"$folder/log" 2>&1 &
pid=$!
trap 'kill -INT $pid 2>/dev/null || true; wait $pid 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 600); do
    site=$(sed -n 's/.*"web_url": *"\([^"]*\)".*/\1/p' "$folder/running.json" 2>/dev/null || true)
    if [ -n "$site" ] && grep -q '└' "$folder/log"; then break; fi # the table of the example is printed
    kill -0 $pid || { cat "$folder/log"; exit 1; }
    sleep 1
done
go run ./web/screenshots -site "$site" -as "zhoushuyi:make demo 2026" -out "$out"

#!/usr/bin/env bash
# Runs every fuzz target in turn, because go test takes only one at a time:
#   tools/fuzz.sh PACKAGES TIME
set -euo pipefail

found=0
while read -r folder package; do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$folder"/*_test.go 2>/dev/null); do
		found=1
		echo "fuzzing $package $target for $2"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$2" "$package"
	done
done < <(go list -f '{{.Dir}} {{.ImportPath}}' "$1")
if [ "$found" = 0 ]; then
	echo "no fuzz target in $1" >&2
	exit 1
fi

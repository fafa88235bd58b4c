#!/usr/bin/env bash
# Generates the queries' code, the API's client, the example ledgers and the computed docs into a temporary folder and
# fails when they differ from the committed ones:
#   tools/generated.sh SQLC OAPI-CODEGEN
# A copy, and not the working tree: a check must not change what it checks.
set -euo pipefail

sqlc=$(realpath "$1")
oapi=$(realpath "$2")
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
stale=0

mkdir "$copy/schema"
cp -r schema/sqlc.yaml schema/migrations schema/queries "$copy/schema"
(cd "$copy/schema" && "$sqlc" generate)
if ! diff -ru schema/db "$copy/schema/db"; then
	echo "schema/db is not what its queries give: run make generate" >&2
	stale=1
fi

mkdir "$copy/client"
cp client/oapi-codegen.yaml "$copy/client"
go run ./web/api/generate >"$copy/openapi.json"
(cd "$copy/client" && "$oapi" -config oapi-codegen.yaml ../openapi.json)
if ! cmp -s client/client.gen.go "$copy/client/client.gen.go"; then
	echo "client/client.gen.go is not what the API's description gives: run make generate" >&2
	stale=1
fi

if [ -d examples/generate ]; then
	mkdir "$copy/examples"
	go run ./examples/generate "$copy/examples"
	for made in "$copy"/examples/*; do
		name=examples/$(basename "$made")
		if ! cmp -s "$made" "$name"; then
			echo "$name is not what its source gives: run make generate" >&2
			stale=1
		fi
	done
fi

mkdir "$copy/docs"
go run ./docs/generate "$copy/docs"
for made in "$copy"/docs/*; do
	name=docs/$(basename "$made")
	if ! cmp -s "$made" "$name"; then
		echo "$name is not what the rules give: run make generate" >&2
		stale=1
	fi
done
exit "$stale"

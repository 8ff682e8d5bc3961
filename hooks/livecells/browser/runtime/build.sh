#!/bin/sh
# Make the runtime anew from the exact version in package-lock.json.
# usage: build.sh [FOLDER]    writes into FOLDER; without FOLDER, into the one of this script
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(cd "${1:-$here}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/trim.mjs" "$here/trim.py" "$here/compiled.py" "$work"
(
    cd "$work"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    node trim.mjs node_modules/pyodide "$target"
)

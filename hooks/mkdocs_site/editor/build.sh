#!/bin/sh
# Make editor.js anew from the exact versions in package-lock.json.
# usage: build.sh [FOLDER]    writes FOLDER/editor.js; without FOLDER, the one beside this script
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/entry.mjs" "$work"
(
    cd "$work"
    # esbuild's program is a package of its own, so no install script has to run.
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    npm run --silent bundle
)
cp "$work/editor.js" "$target/editor.js"

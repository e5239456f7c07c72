#!/bin/sh
# package.sh FOLDER: in a built checkout, puts csrlab into FOLDER as npm would publish it.
set -eu
folder=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm pack --silent --ignore-scripts --pack-destination "$work" >/dev/null
mkdir -p "$folder"
tar -xzf "$work"/csrlab-*.tgz -C "$folder" --strip-components=1 --no-same-owner

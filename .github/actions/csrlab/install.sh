#!/usr/bin/env bash
# Installs $PACKAGE outside of the project under test, and puts csrlab into the PATH of the steps that follow.
set -euo pipefail

folder=$RUNNER_TEMP/csrlab
mkdir -p "$folder"
npm install --prefix "$folder" --no-audit --no-fund -- "$PACKAGE"
echo "$folder/node_modules/.bin" >>"$GITHUB_PATH"

#!/usr/bin/env bash
# Installs $PACKAGE outside the project under test, and adds csrlab to the PATH of the following
# steps.
set -euo pipefail

folder=$RUNNER_TEMP/csrlab
mkdir -p "$folder"
npm install --prefix "$folder" --no-audit --no-fund -- "$PACKAGE"
echo "$folder/node_modules/.bin" >>"$GITHUB_PATH"

#!/usr/bin/env bash
# Ends the cluster of start.sh, also one that did not get ready, and prints what it has said.
set -euo pipefail

folder=$RUNNER_TEMP/csrlab
[ -f "$folder/pid" ] || exit 0
server=$(cat "$folder/pid")
kill "$server" 2>/dev/null || true
# the kubeconfig of a cluster in memory goes with it
for _ in $(seq 100); do
  [ -e "$folder/kubeconfig" ] && kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
cat "$folder/log"
rm "$folder/pid"

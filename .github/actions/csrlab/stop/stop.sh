#!/usr/bin/env bash
# Stops the cluster of start.sh, even if it never became ready, and prints its log.
set -euo pipefail

folder=$RUNNER_TEMP/csrlab
[ -f "$folder/pid" ] || exit 0
server=$(cat "$folder/pid")
kill "$server" 2>/dev/null || true
# a cluster in memory deletes its kubeconfig when it ends
for _ in $(seq 100); do
  [ -e "$folder/kubeconfig" ] && kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
cat "$folder/log"
rm "$folder/pid"

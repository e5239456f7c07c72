#!/usr/bin/env bash
# Starts a cluster in memory on a free port, and waits until it is ready or has failed. The cluster
# outlives this step.
set -euo pipefail

folder=$RUNNER_TEMP/csrlab
kubeconfig=$folder/kubeconfig

set -f # the options must not be expanded as file name patterns
# shellcheck disable=SC2086
nohup csrlab start --in-memory --port 0 --kubeconfig "$kubeconfig" $OPTIONS >"$folder/log" 2>&1 </dev/null &
server=$!
echo "$server" >"$folder/pid"

csrlab wait --timeout "$TIMEOUT" --kubeconfig "$kubeconfig" &
waiting=$!
while kill -0 "$waiting" 2>/dev/null; do
  kill -0 "$server" 2>/dev/null || kill "$waiting" 2>/dev/null || true
  sleep 0.1
done
if ! wait "$waiting"; then
  cat "$folder/log" >&2
  kill "$server" 2>/dev/null || true
  exit 1
fi

echo "KUBECONFIG=$kubeconfig" >>"$GITHUB_ENV"
echo "kubeconfig=$kubeconfig" >>"$GITHUB_OUTPUT"

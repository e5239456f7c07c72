#!/bin/bash
# The long runs, in pieces: bash test/reliability/at-length.sh FOLDER [PIECE...]
#
# What each piece says is in FOLDER/PIECE.log. A piece that is done is not done again, so that it may be stopped at any time and goes on
# where it was; one that found something has FOLDER/PIECE.failed, and is tried again. Everything runs with the lowest priority, one
# piece after the other. Run it in a checkout of its own that is built: whoever builds meanwhile would change what is tested.
set -u
folder=${1:?say where the results are to be}
shift
wanted=${*:-}
mkdir -p "$folder" || exit 1
failed=0
known=0
running=

# with all that a piece has started
trap '[ -z "$running" ] || kill -- "-$running" 2>/dev/null; exit 130' INT TERM

piece() {
  local name=$1
  shift
  if [ -n "$wanted" ] && [[ " $wanted " != *" $name "* ]]; then return; fi
  known=1
  if [ -e "$folder/$name.log" ]; then return; fi
  echo "$(date +%H:%M:%S) $name"
  setsid nice -n 19 node --import ./build/loader/register.mjs "$@" >"$folder/$name.part" 2>&1 &
  running=$!
  if wait "$running"; then
    rm -f "$folder/$name.failed"
    mv "$folder/$name.part" "$folder/$name.log"
  else
    mv "$folder/$name.part" "$folder/$name.failed"
    echo "  it found something: $folder/$name.failed"
    failed=1
  fi
}

# from the shortest to the longest, so that an hour has something of each
for seed in $(seq 1 10); do
  piece "kill-$seed" test/reliability/kill.ts 100 "$seed"
  piece "abuse-$seed" test/reliability/abuse.ts 1000 "$seed"
  piece "programs-$seed" test/programs/run.ts 20000 "$seed"
  piece "fuzz-$seed" test/reliability/fuzz.ts 20000 "$seed"
  piece "requests-$seed" test/ca/fuzz.ts 1000000 "$seed"
done
piece growth test/reliability/growth.ts
piece many-objects test/reliability/many-objects.ts 200000
piece strangers test/reliability/strangers.ts 20000
piece load test/reliability/load.ts
piece soak test/reliability/soak.ts 240
for folder_of_mutants in ca authz authn registry store admission hints; do
  piece "mutants-$folder_of_mutants" test/mutation/run.ts --folder "$folder_of_mutants" --seed 1 --count 43
done
if [ $known = 0 ]; then
  echo "there is no piece $wanted" >&2
  exit 2
fi
exit $failed

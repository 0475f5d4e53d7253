#!/usr/bin/env bash
# Applies the saved plan PLAN_FILE, and shows how that went as it goes. Ends with 0; how gwctl ended is the output
# `exit-code`, and verdict.sh's business: the Markdown is to be shown first.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=inputs.sh
. "$(dirname "$0")/inputs.sh"
read_inputs

markdown="$RUNNER_TEMP/gwctl-apply.md"
log="$RUNNER_TEMP/gwctl-apply.log"

# A job that is cancelled tells this shell and nobody else: gwctl has to know, so that it puts back what it began.
# What is printed meanwhile is read to its end.
exec 3> >(trap '' INT TERM; exec tee "$log")
tee=$!
gwctl apply "$PLAN_FILE" "${files[@]}" --yes "${arguments[@]}" >&3 2>&1 &
gwctl=$!
exec 3>&-
trap 'kill -TERM "$gwctl" 2>/dev/null || true' INT TERM
status=0
wait "$gwctl" || status=$?
while [ "$status" -gt 128 ] && kill -0 "$gwctl" 2>/dev/null; do
  status=0
  wait "$gwctl" || status=$?
done
wait "$tee" || true

case $status in
  0) title='done' ;;
  4) title='refused, nothing was changed' ;;
  5) title='another run holds the lock, nothing was changed' ;;
  6) title='failed, everything was put back' ;;
  7) title='failed, and NOT everything could be put back' ;;
  130) title='interrupted, what was begun was put back' ;;
  8) title='applied, but a gateway is not healthy' ;;
  *) title='failed' ;;
esac
{
  printf '### gwctl apply: %s\n\n' "$title"
  # As code, whatever stands in it; the end is what counts.
  tail -c 60000 "$log" | sed 's/^/    /'
} >"$markdown"

output exit-code "$status"
output markdown "$markdown"

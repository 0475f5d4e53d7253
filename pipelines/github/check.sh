#!/usr/bin/env bash
# Checks the YAML, needs neither switch nor secret. Leaves SARIF for code scanning, and Markdown: what is wrong, or what
# the change means. Ends with 0; how gwctl ended is the output `exit-code`, and verdict.sh's business.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=inputs.sh
. "$(dirname "$0")/inputs.sh"
read_inputs

markdown="$RUNNER_TEMP/gwctl-check.md"
sarif="$RUNNER_TEMP/gwctl.sarif"
status=0
gwctl validate "${files[@]}" "${arguments[@]}" --format sarif >"$sarif" || status=$?
gwctl validate "${files[@]}" "${arguments[@]}" --format markdown >"$markdown" 2>/dev/null || true

changes=
if [ "$status" = 0 ] && [ -n "$INPUT_BASE" ]; then
  gwctl diff "${files[@]}" --detailed-exitcode --format markdown -- "$INPUT_BASE..HEAD" >"$markdown" || status=$?
  case $status in
    0) changes=false ;;
    2) changes=true status=0 ;;
  esac
fi
[ -s "$markdown" ] || printf '### gwctl check: no result (exit %s)\n\nThe log of the job tells why.\n' "$status" >"$markdown"

output exit-code "$status"
output changes "$changes"
output markdown "$markdown"
output sarif "$sarif"

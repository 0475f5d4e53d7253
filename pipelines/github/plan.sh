#!/usr/bin/env bash
# Plans and saves the plan. Leaves it as Markdown: the plan, or what is wrong with the input. Ends with 0; how gwctl
# ended is the output `exit-code`, and verdict.sh's business: the Markdown is to be shown first.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=inputs.sh
. "$(dirname "$0")/inputs.sh"
read_inputs

markdown="$RUNNER_TEMP/gwctl-plan.md"
plan_file="$RUNNER_TEMP/gwctl-plan/gwctl.plan"
# Never one of an earlier run.
rm -rf "$RUNNER_TEMP/gwctl-plan" && mkdir -p "$RUNNER_TEMP/gwctl-plan"
saving=(--out "$plan_file")
if [ "$INPUT_OFFLINE" = true ]; then saving=(--offline); fi

status=0
gwctl plan "${files[@]}" "${arguments[@]}" "${saving[@]}" --detailed-exitcode --format markdown >"$markdown" || status=$?
[ -s "$markdown" ] || printf '### gwctl plan: no plan (exit %s)\n\nThe log of the job tells why.\n' "$status" >"$markdown"

changes=
case $status in
  0) changes=false ;;
  2) changes=true ;;
esac
if [ -z "$changes" ] || [ ! -e "$plan_file" ]; then plan_file=; fi

output exit-code "$status"
output changes "$changes"
output markdown "$markdown"
output plan-file "$plan_file"
output plan-name "$(plan_name)"

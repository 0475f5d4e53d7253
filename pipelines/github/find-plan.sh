#!/usr/bin/env bash
# Finds the run that has saved the plan for these files. Gives `run-id`; where there is none it gives `exit-code` 4.
set -euo pipefail
here=$(dirname "$0")
# shellcheck source-path=SCRIPTDIR source=inputs.sh
. "$here/inputs.sh"

PLAN_NAME=$(plan_name)
export PLAN_NAME
output plan-name "$PLAN_NAME"
node "$here/find-plan.js"

#!/usr/bin/env bash
# Puts gwctl on the PATH of the job: the one that is there, or else one built from the source of this action.
set -euo pipefail

refuse() {
  printf '::error title=gwctl::%s\n' "$1"
  exit 3
}
# First of all: nothing has been read or asked yet.
[[ $INPUT_COMMAND =~ ^(check|plan|apply)$ ]] || refuse 'The input command is check, plan or apply.'
[[ $INPUT_NAME =~ ^[A-Za-z0-9_]+(-[A-Za-z0-9_]+)*$ ]] || refuse 'The input name has letters, digits, - and _ only.'

if command -v gwctl >/dev/null; then
  printf 'gwctl %s is there: %s\n' "$(gwctl --version)" "$(command -v gwctl)"
  exit 0
fi
if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'; then
  refuse 'Node.js 20.19 or newer is needed: put actions/setup-node before this step.'
fi
cd "$(dirname "$0")/../.."
npm ci --no-audit --no-fund
npm run --silent build
mkdir -p "$RUNNER_TEMP/gwctl-bin"
ln -sf "$PWD/dist/bin/gwctl.cjs" "$RUNNER_TEMP/gwctl-bin/gwctl"
printf '%s\n' "$RUNNER_TEMP/gwctl-bin" >>"$GITHUB_PATH"

# Sourced by the other scripts: what the inputs of the action say, as arrays. An input of several items has one a
# line; spaces at the edges and empty lines do not count. No item is ever read as shell text.
# shellcheck shell=bash
# shellcheck disable=SC2034
arguments=()
files=()

# items NAME TEXT: the items of TEXT, as the array NAME.
items() {
  local -n list=$1
  local line
  list=()
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    [ -z "$line" ] || list+=("$line")
  done <<<"$2"
}

# The arrays `files` (as options of gwctl) and `arguments`.
read_inputs() {
  local names name
  items names "${INPUT_FILE:-}"
  items arguments "${INPUT_ARGUMENTS:-}"
  files=()
  for name in "${names[@]}"; do files+=(-f "$name"); done
}

# output NAME VALUE: an output of the step. A value has no line end.
output() {
  printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

# What the plan of a commit is called: by the files of this directory as git knows them, whatever commit they are in.
# A pull request and its merge have the same, unless the merge brings in something else.
plan_name() {
  printf 'gwctl-%s-%s' "$INPUT_NAME" "$(git rev-parse --verify --quiet 'HEAD:./' || echo unversioned)"
}

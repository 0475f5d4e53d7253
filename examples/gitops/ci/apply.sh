#!/bin/sh
# After the merge, on the switch: applies, proves, and puts everything back when it fails. The exit code says which.
set -eu
gwctl apply -f trunks --yes --lock-timeout 300 --events apply.jsonl

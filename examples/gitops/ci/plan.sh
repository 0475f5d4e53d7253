#!/bin/sh
# For a pull request of one's own people, on the switch: the rules, the XML there, and the plan as a comment.
set -eu
gwctl validate -f trunks --fail-on warning
gwctl plan -f trunks --format markdown > comment.md

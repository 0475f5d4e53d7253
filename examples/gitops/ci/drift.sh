#!/bin/sh
# Every night, on the switch: exit 2 when somebody has changed YAML, XML or what runs without the others.
set -eu
gwctl drift -f trunks

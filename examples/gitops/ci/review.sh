#!/bin/sh
# For every pull request: is it in shape, and what does it mean? Needs no secret, no switch and no configuration directory,
# so that it may run anywhere, and on changes of strangers, too.
set -eu
gwctl fmt --check trunks/*.yaml trunks/*/*.yaml
gwctl diff -f trunks "${BASE:-origin/main}...HEAD"

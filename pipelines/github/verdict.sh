#!/usr/bin/env bash
# Ends as gwctl ended (GWCTL_EXIT), and says what to do. That a plan has changes (2) is no failure.
set -euo pipefail

fail() {
  printf '::error title=gwctl::%s\n' "$1"
  exit "$GWCTL_EXIT"
}

case $GWCTL_EXIT in
  0 | 2) exit 0 ;;
  3) fail 'The input is invalid; nothing was changed. What is wrong and where stands above, all of it.' ;;
  4) fail 'Refused; nothing was changed. Where the plan is out of date: save a new one, have it reviewed, and apply that.' ;;
  5) fail 'Another run holds the lock; nothing was changed. Run the job again when that one has ended.' ;;
  6) fail 'The apply failed, and everything was put back. What failed stands above.' ;;
  7) fail 'The apply failed, and not everything could be put back. What is left to do, and whether gwctl recover goes on with it, stands above.' ;;
  8) fail 'Applied, but a gateway is not healthy. Which one stands above.' ;;
  130) fail 'Interrupted. Whether anything was put back stands above; gwctl recover on the switch clears up what was not.' ;;
  127) fail 'gwctl is not on the PATH.' ;;
  *) fail "gwctl ended with exit code $GWCTL_EXIT. Why stands above." ;;
esac

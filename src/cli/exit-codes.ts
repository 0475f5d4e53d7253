/** What each exit code means: for the help and the manual page. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'done, or nothing to do'],
  [1, 'failed; nothing was changed'],
  [2, 'there are changes (plan and diff with --detailed-exitcode, drift, fmt --check)'],
  [3, 'the input is invalid (YAML, XML, command line); nothing was changed'],
  [4, 'refused (a safety limit, a saved plan that is out of date), or declined; nothing was changed'],
  [5, 'another run holds the lock (--lock-timeout waits for it); nothing was changed'],
  [6, 'failed after it had begun; everything was put back'],
  [7, 'failed after it had begun, and not everything could be put back; what is left to do is printed'],
  [8, 'applied, but a gateway is not healthy and --keep was given'],
  [130, 'interrupted; what was begun is put back'],
]

/**
 * How long FreeSWITCH takes at most to stop a profile, in ms; usually it is 1 to 2 s. It waits 10 s for
 * calls, then up to 30 s for requests that nobody answers (29 to 31 s seen with one gateway whose carrier
 * does not answer its pings), then 20 s for calls again (sofia.c:3470-3545, nua_stack.c:862-911, 1.10.12).
 * What has not stopped by then never will: somebody keeps a lock on it.
 */
export const STOPPING_MS = 65_000

/** What to do about one that is still DOWN. */
export const STILL_STOPPING =
  'It may still end: FreeSWITCH waits up to a minute for calls, and for carriers that do not answer. ' +
  'Look at `sofia jsonstatus`; what stays DOWN there for longer, only a restart of FreeSWITCH ends.'

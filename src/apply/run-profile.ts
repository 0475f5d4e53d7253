import { restartProfile, startProfile, stopProfile, type ProfilePorts } from './profile-life.ts'
import { STOPPING_MS } from './profile-patience.ts'
import type { RunPorts } from './run-ports.ts'
import type { ProfileSent, Sent } from './sent.ts'

/** FreeSWITCH fails after the last try to bind; this is for what comes between the stop and the first. */
const BESIDES_MS = 5000

export function isProfileVerb(verb: string): verb is ProfileSent['verb'] {
  return verb === 'start' || verb === 'stop' || verb === 'restart'
}

/**
 * Starts, stops or restarts a profile, and returns when it is up, or gone. What was sent is noted before
 * it is sent: a put-back has to know what may still be going on in the switch.
 */
export async function runProfile(
  profile: string,
  verb: ProfileSent['verb'],
  sent: Sent,
  ports: RunPorts,
): Promise<void> {
  const noted: ProfileSent = { verb, mark: ports.link.mark(), settled: false }
  sent.profiles.set(profile, noted)
  sent.reloaded = true
  await ACTS[verb](profile, profilePorts(noted, profile, ports))
  noted.settled = true
}

const ACTS = { start: startProfile, stop: stopProfile, restart: restartProfile } as const

function profilePorts(noted: ProfileSent, profile: string, ports: RunPorts): ProfilePorts {
  const { link, clock, progress, checkInterrupt, bindSeconds, sockets } = ports
  const binding = (bindSeconds?.(profile) ?? 0) * 1000
  return {
    link,
    clock,
    checkInterrupt,
    progress: (told) => {
      // It has not begun yet: what its gateways do meanwhile is of before.
      if (told.kind === 'too-young') noted.mark = link.mark()
      progress({ kind: 'profile', told })
    },
    timeoutMs: STOPPING_MS + BESIDES_MS + binding,
    ...(sockets && { holderOf: sockets.holderOf }),
  }
}

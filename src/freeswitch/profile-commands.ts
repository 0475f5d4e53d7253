/**
 * Commands that act on profiles and on the configuration. Each of `start`, `stop`, `restart`,
 * `rescan` and `startgw` reloads the XML first and goes on with the old tree when that fails, with
 * a reply that ends like success: only `Reload XML [Success]` is (mod_sofia.c:3514-3800, 1.10.12).
 */
import type { Command } from './command.ts'
import { commonFailure, failWith, succeed, type Outcome } from './reply.ts'
import { profileWord } from './words.ts'

/** `reloadxml`: always answers `+OK`, and `[Success]` only when the tree was replaced. */
export function reloadXml(): Command<Outcome> {
  return {
    line: 'reloadxml',
    parse(reply) {
      const error = /^\+OK \[(.*)\]\n?$/s.exec(reply)?.[1]
      if (error === undefined) return commonFailure(reply) ?? failWith('unexpected', reply)
      if (error === 'Success') return succeed(reply)
      return { ok: false, reason: 'reload-failed', error, happened: false, text: reply.trimEnd() }
    },
  }
}

/** Adds gateways that are new on disk and applies some settings; changed gateways are not touched. */
export function rescanProfile(profile: string): Command<Outcome> {
  const word = profileWord('rescan', profile)
  return {
    line: `sofia profile ${word} rescan reloadxml`,
    parse: (reply) => judgeAfterReload(reply, word, '+OK scan complete'),
  }
}

/**
 * Success means that FreeSWITCH tries: the bind comes later and ends with the event PUBLISH or,
 * after some 10 s, FAILURE. On a running profile it is a rescan.
 */
export function startProfile(profile: string): Command<Outcome> {
  const word = profileWord('start', profile)
  return {
    line: `sofia profile ${word} start`,
    parse(reply) {
      const outcome = judgeAfterReload(reply, word, `${word} started successfully`)
      const failed = !outcome.ok && outcome.text === `Reload XML [Success]\nFailure starting ${word}`
      return failed ? failWith('not-started', reply) : outcome
    },
  }
}

/** Success means that it begins to stop; it is gone when `profileStates` does not list it any more. */
export function stopProfile(profile: string): Command<Outcome> {
  const word = profileWord('stop', profile)
  return {
    line: `sofia profile ${word} stop`,
    parse: (reply) => judgeTooYoung(reply, word) ?? judgeAfterReload(reply, word, `stopping: ${word}`),
  }
}

/** Success means that it begins; events UNPUBLISH and then PUBLISH or FAILURE tell the end. */
export function restartProfile(profile: string): Command<Outcome> {
  const word = profileWord('restart', profile)
  return {
    line: `sofia profile ${word} restart reloadxml`,
    parse: (reply) => judgeTooYoung(reply, word) ?? judgeAfterReload(reply, word, `restarting: ${word}`),
  }
}

/** Success only when the reload says Success and what follows is exactly `expected`. */
export function judgeAfterReload(reply: string, profile: string, expected: string): Outcome {
  const reload = /^Reload XML \[(.*)\]\n([\s\S]*)$/.exec(reply)
  if (reload === null) return judgeProfile(reply, profile)
  const [, error = '', rest = ''] = reload
  const happened = rest.trimEnd() === expected
  if (error !== 'Success')
    return { ok: false, reason: 'reload-failed', error, happened, text: reply.trimEnd() }
  return happened ? succeed(reply) : failWith('unexpected', reply)
}

/** The failures that every verb of `sofia profile` may end with. */
export function judgeProfile(reply: string, profile: string): Outcome {
  if (reply.trimEnd() === `Invalid Profile [${profile}]`) return failWith('no-such-profile', reply)
  if (reply === '-ERR Unknown command!\n') return failWith('unknown-command', reply)
  return commonFailure(reply) ?? failWith('unexpected', reply)
}

/** A profile can be stopped and restarted only 10 s after its start (mod_sofia.c:3720-3727, 1.10.12). */
function judgeTooYoung(reply: string, profile: string): Outcome | undefined {
  const start = `Profile ${profile} must be up for at least 10 seconds to stop/restart.\n`
  const seconds = /^Please wait (\d+) seconds?\s*$/.exec(
    reply.startsWith(start) ? reply.slice(start.length) : '',
  )
  if (seconds === null) return undefined
  return { ok: false, reason: 'too-young', waitSeconds: Number(seconds[1]), text: reply.trimEnd() }
}

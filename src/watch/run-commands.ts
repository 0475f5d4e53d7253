import { spawn } from 'node:child_process'
import { gatewayPath } from '../model/gateway.ts'
import type { GatewayNotice, Notice } from '../model/notice.ts'

export interface CommandOptions {
  /** Goes to `sh -c` as it is; what happened is in its environment only. */
  readonly command: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Most that run at a time; the others wait. */
  readonly parallel: number
  /** Milliseconds after which a run is killed, with all its children. */
  readonly timeoutMs: number
  readonly counts: { started: number; failed: number; dropped: number }
  /** Is told one sentence for each run that failed or was dropped. */
  say(sentence: string): void
}

/** Most that wait: a command that is slower than what happens must not fill the memory. */
const MOST_WAITING = 1000

/** Runs a command for what happened, some at a time, in the order it happened. A failure is said and counted, no more. */
export class CommandRunner {
  readonly #options: CommandOptions
  readonly #waiting: Notice[] = []
  readonly #running = new Set<() => void>()
  #dropping = false

  constructor(options: CommandOptions) {
    this.#options = options
  }

  run(notice: Notice): void {
    if (this.#waiting.length < MOST_WAITING) {
      this.#waiting.push(notice)
      return this.#next()
    }
    this.#options.counts.dropped += 1
    if (!this.#dropping)
      this.#options.say(`--exec: ${MOST_WAITING} runs are waiting; what happens now is left out.`)
    this.#dropping = true
  }

  /** Ends what runs, and forgets what waits. */
  close(): void {
    this.#waiting.length = 0
    for (const kill of [...this.#running]) kill()
  }

  #next(): void {
    while (this.#running.size < this.#options.parallel) {
      const notice = this.#waiting.shift()
      if (notice === undefined) return
      this.#start(notice)
    }
  }

  #start(notice: Notice): void {
    const { command, env, timeoutMs, counts } = this.#options
    counts.started += 1
    // A group of its own, so that a time-out reaches what the shell has started, and Ctrl-C only gwctl.
    const child = spawn('sh', ['-c', command], {
      env: { ...env, ...factsOf(notice) },
      stdio: ['ignore', 2, 2],
      detached: true,
    })
    const kill = (): void => {
      if (child.pid !== undefined) killGroup(child.pid)
    }
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, timeoutMs)
    this.#running.add(kill)
    const end = (trouble: string | undefined): void => {
      clearTimeout(timer)
      if (!this.#running.delete(kill)) return
      if (trouble !== undefined)
        this.#failed(notice, timedOut ? `it took longer than ${timeoutMs / 1000} s` : trouble)
      if (this.#waiting.length < MOST_WAITING / 2) this.#dropping = false
      this.#next()
    }
    child.on('error', (error) => end(error.message))
    child.on('exit', (code, signal) =>
      end(code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code ?? 1}`}`),
    )
  }

  #failed(notice: Notice, why: string): void {
    this.#options.counts.failed += 1
    this.#options.say(`--exec failed for ${subjectOf(notice)}: ${why}.`)
  }
}

/** What happened, as variables of the environment; empty where it does not apply. */
export function factsOf(notice: Notice): Record<string, string> {
  const facts = { ...NO_FACTS, GWCTL_EVENT: notice.kind, GWCTL_TIME: notice.at.toISOString() }
  switch (notice.kind) {
    case 'connected':
    case 'disconnected':
      return facts
    case 'gateway-added':
    case 'gateway-removed':
      return {
        ...facts,
        GWCTL_PROFILE: notice.profile,
        GWCTL_GATEWAY: notice.gateway,
        GWCTL_RESYNC: String(notice.resync),
      }
    case 'profile':
      return {
        ...facts,
        GWCTL_PROFILE: notice.profile,
        GWCTL_TO: notice.to,
        GWCTL_RESYNC: String(notice.resync),
      }
    case 'gateway':
      return { ...facts, ...gatewayFacts(notice) }
  }
}

const NO_FACTS = {
  GWCTL_PROFILE: '',
  GWCTL_GATEWAY: '',
  GWCTL_FROM: '',
  GWCTL_TO: '',
  GWCTL_WAS_UP: '',
  GWCTL_UP: '',
  GWCTL_SIP_STATUS: '',
  GWCTL_PHRASE: '',
  GWCTL_RESYNC: '',
}

function gatewayFacts(notice: GatewayNotice): Record<string, string> {
  return {
    GWCTL_PROFILE: notice.profile ?? '',
    GWCTL_GATEWAY: notice.gateway,
    GWCTL_FROM: notice.from ?? '',
    GWCTL_TO: notice.to,
    GWCTL_WAS_UP: String(notice.wasUp ?? ''),
    GWCTL_UP: String(notice.up),
    GWCTL_SIP_STATUS: String(notice.sipStatus ?? ''),
    // A NUL cannot stand in the environment.
    GWCTL_PHRASE: (notice.phrase ?? '').replaceAll('\0', ''),
    GWCTL_RESYNC: String(notice.resync),
  }
}

function subjectOf(notice: Notice): string {
  const { GWCTL_PROFILE: profile = '', GWCTL_GATEWAY: gateway = '' } = factsOf(notice)
  return gateway === '' ? `the profile ${profile}` : gatewayPath(profile === '' ? '?' : profile, gateway)
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended by itself.
  }
}

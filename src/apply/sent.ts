import type { Mark } from '../freeswitch/event-log.ts'

/** What has been sent so far: what a put-back has to undo. Filled while the steps run. */
export interface Sent {
  /** When the apply began; absent where that was another process, or another connection. */
  readonly since?: Kill
  /** Gateways for which a killgw was sent, by name. */
  readonly killed: Map<string, Kill>
  /** Profiles for which a rescan was sent. */
  readonly rescanned: Set<string>
  /** Gateways for which a startgw was sent, by name. */
  readonly started: Set<string>
  /** What was last sent for a profile as a whole, by its name. */
  readonly profiles: Map<string, ProfileSent>
  /** The switch has read the files anew, or may have: the answer was lost. */
  reloaded: boolean
  /** The distributor lists were loaded anew, or may have been. */
  distributed: boolean
  /** Digests of what was written into files beside the text that stands at the end, by path. */
  readonly written: Map<string, Set<string>>
}

/** A profile that was told to stop, start or restart. */
export interface ProfileSent {
  readonly verb: 'start' | 'stop' | 'restart'
  /** The events after this are of it. */
  mark: Mark
  /** It has come to its end: up, gone, or failed. */
  settled: boolean
}

/** A moment, in time and in the order of events. */
export interface Kill {
  /** When, in ms of the clock. */
  readonly at: number
  /** The events after this are of its end, not of an earlier one. */
  readonly mark: Mark
}

export function nothingSent(): Sent {
  return {
    killed: new Map(),
    rescanned: new Set(),
    started: new Set(),
    profiles: new Map(),
    reloaded: false,
    distributed: false,
    written: new Map(),
  }
}

/** Notes one more text of a file. */
export function noteWritten({ written }: Sent, path: string, digest: string): void {
  written.set(path, (written.get(path) ?? new Set()).add(digest))
}

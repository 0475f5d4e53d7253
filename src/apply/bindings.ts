import type { Disk } from '../model/disk.ts'
import { gatewayPath } from '../model/gateway.ts'
import { LIVE_FIELDS, type Live, type LiveDistributors } from '../model/live.ts'
import { liveFields } from '../plan/live-fields.ts'
import type { Keyed } from './digest-key.ts'

/** One thing that a plan was made from: how people call it, and its keyed digest. */
export interface Bound {
  readonly name: string
  readonly digest: string
}

/** What the YAML was read from, and what its references gave. */
export interface InputReads {
  /** The YAML files in the order read, by their names. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** `env:NAME` and `file:PATH` with what they stand for. */
  readonly secrets: ReadonlyMap<string, string | Uint8Array>
}

export interface InputBindings {
  readonly files: readonly Bound[]
  readonly secrets: readonly Bound[]
}

/** What the switch reported, as far as it is a definition: neither counters nor states. */
export interface LiveBindings {
  /** Identity of the process. */
  readonly coreUuid: string
  /** Names of the profiles that run, sorted. */
  readonly profiles: readonly string[]
  /** By `PROFILE/GATEWAY`; more than one of a name where the switch lists more. */
  readonly gateways: readonly Bound[]
  /** The distributor lists that were asked for; absent: none. */
  readonly distributors?: readonly Bound[]
  /** By profile, the settings that the switch has loaded; absent: it was not asked for them. */
  readonly settings?: readonly Bound[]
}

export function bindInput({ files, secrets }: InputReads, { digest }: Keyed): InputBindings {
  return {
    // Without the name: the same file may be named in another way at apply.
    files: [...files].map(([name, bytes]) => ({ name, digest: digest('input', bytes) })),
    secrets: [...secrets].map(([name, text]) => ({
      name,
      digest: digest(`secret ${name}`, text),
    })),
  }
}

/** Every file that was read of the configuration directory; texts are latin1, a character a byte. */
export function bindDisk(files: ReadonlyMap<string, { readonly text: string }>, { digest }: Keyed): Bound[] {
  return [...files].map(([name, { text }]) => ({
    name,
    digest: digest(`file ${name}`, Buffer.from(text, 'latin1')),
  }))
}

/**
 * Sockets are not bound: who has a port may change at any time, and a plan that would act otherwise for it,
 * or be refused, is found when it is made again.
 *
 * @param loaded  the sofia.conf that the switch has in memory
 */
export function bindLive(live: Live, { digest }: Keyed, loaded?: Disk): LiveBindings {
  const running = live.profiles.filter((each) => each.state === 'RUNNING').map((each) => each.name)
  return {
    coreUuid: live.coreUuid,
    profiles: [...new Set(running)].sort(),
    gateways: live.gateways.map((gateway) => {
      const name = gatewayPath(gateway.profile, gateway.name)
      const fields = liveFields(gateway)
      const definition = JSON.stringify(LIVE_FIELDS.map((field) => fields[field]))
      return { name, digest: digest(`gateway ${name}`, definition) }
    }),
    ...(live.distributors && { distributors: bindLists(live.distributors, digest) }),
    ...(loaded && {
      settings: loaded.profiles.map(({ name, settings, settingValues }) => ({
        name,
        digest: digest(`settings ${name}`, JSON.stringify([...(settingValues ?? settings)])),
      })),
    }),
  }
}

function bindLists({ lists }: LiveDistributors, digest: Keyed['digest']): Bound[] {
  return [...lists].map(([name, nodes]) => {
    const definition = JSON.stringify(nodes.map((each) => [each.name, each.weight]))
    return { name, digest: digest(`distributor ${name}`, definition) }
  })
}

/** What moved of the input, a phrase each: `gwctl.yaml has changed`. */
export function movedInput(saved: InputBindings, now: InputBindings): string[] {
  return [...movedFiles(saved.files, now.files), ...movedSecrets(saved.secrets, now.secrets)]
}

/** What moved on disk, a phrase each. */
export function movedDisk(saved: readonly Bound[], now: readonly Bound[]): string[] {
  return compare(saved, now, {
    changed: (name) => `${name} has changed`,
    gone: (name) => `${name} is gone, or no longer included`,
    added: (name) => `${name} is new`,
  })
}

/** What moved in the switch, a phrase each. After a restart that says it all. */
export function movedLive(saved: LiveBindings, now: LiveBindings): string[] {
  if (saved.coreUuid !== now.coreUuid) return ['FreeSWITCH was restarted, or it is another one']
  return [
    ...saved.profiles
      .filter((each) => !now.profiles.includes(each))
      .map((each) => `profile ${each} no longer runs`),
    ...now.profiles
      .filter((each) => !saved.profiles.includes(each))
      .map((each) => `profile ${each} runs now`),
    ...compare(saved.gateways, now.gateways, {
      changed: (name) => `gateway ${name} runs with another definition`,
      gone: (name) => `gateway ${name} no longer runs`,
      added: (name) => `gateway ${name} runs now`,
    }),
    ...compare(saved.distributors ?? [], now.distributors ?? [], {
      changed: (name) => `the distributor list ${name} is loaded otherwise`,
      gone: (name) => `the distributor list ${name} is no longer loaded`,
      added: (name) => `the distributor list ${name} is loaded now`,
    }),
    ...compare(saved.settings ?? [], now.settings ?? [], {
      changed: (name) => `FreeSWITCH has loaded other settings of profile ${name}`,
      gone: (name) => `FreeSWITCH has profile ${name} no longer loaded`,
      added: (name) => `FreeSWITCH has loaded profile ${name}`,
    }),
  ]
}

/** By content first: `-f` may name the same files in another way. */
function movedFiles(saved: readonly Bound[], now: readonly Bound[]): string[] {
  const [before, after] = [saved, now].map((each) => each.map(({ digest }) => digest))
  if (before?.join() === after?.join()) return []
  const left = saved.filter(({ digest }) => after?.includes(digest) !== true)
  const come = now.filter(({ digest }) => before?.includes(digest) !== true)
  if (left.length === 0 && come.length === 0) return ['the YAML files are read in another order or number']
  return compare(left, come, {
    changed: (name) => `${name} has changed`,
    gone: (name) => `${name} is no longer among the YAML files`,
    added: (name) => `${name} is new among the YAML files`,
  })
}

function movedSecrets(saved: readonly Bound[], now: readonly Bound[]): string[] {
  return compare(saved, now, {
    changed: (name) => `the secret ${name} has another value`,
    gone: (name) => `the secret ${name} is no longer there`,
    added: (name) => `the secret ${name} is used now`,
  })
}

interface Phrases {
  readonly changed: (name: string) => string
  readonly gone: (name: string) => string
  readonly added: (name: string) => string
}

function compare(saved: readonly Bound[], now: readonly Bound[], phrases: Phrases): string[] {
  const [before, after] = [byName(saved), byName(now)]
  return [
    ...[...before].flatMap(([name, digests]) => {
      const found = after.get(name)
      if (found === undefined) return [phrases.gone(name)]
      return found === digests ? [] : [phrases.changed(name)]
    }),
    ...[...after.keys()].filter((name) => !before.has(name)).map(phrases.added),
  ]
}

/** The digests under each name, in one text; in which order they came means nothing. */
function byName(list: readonly Bound[]): ReadonlyMap<string, string> {
  const digests = new Map<string, string[]>()
  for (const { name, digest } of list) digests.set(name, [...(digests.get(name) ?? []), digest])
  return new Map([...digests].map(([name, found]) => [name, found.sort().join()]))
}

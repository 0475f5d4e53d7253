/** Commands that only ask. */
import type { LiveGateway, LiveProfile } from '../model/live.ts'
import type { Command } from './command.ts'
import { readValue } from './gateway-commands.ts'
import { readGatewayRecords } from './gateway-records.ts'
import { commonFailure, failWith, type ValueReply } from './reply.ts'
import { gatewayKey } from '../model/gateway.ts'
import { gatewayWord, profileWord, variableWord } from './words.ts'

/** Every gateway of every profile, also those marked deleted: the only complete inventory. */
export function allGateways(): Command<ValueReply<readonly LiveGateway[]>> {
  return { line: 'sofia xmlstatus gateway', parse: readRecords }
}

/** One gateway; a deleted one is `no-such-gateway`. */
export function oneGateway(profile: string, gateway: string): Command<ValueReply<LiveGateway>> {
  const key = gatewayKey(profileWord('xmlstatus', profile), gatewayWord('xmlstatus', gateway))
  return {
    line: `sofia xmlstatus gateway ${key}`,
    parse(reply) {
      if (reply === 'Invalid Gateway!\n') return failWith('no-such-gateway', reply)
      const records = readRecords(reply)
      if (!records.ok) return records
      const [value, second] = records.value
      return value === undefined || second !== undefined ? failWith('unexpected', reply) : { ok: true, value }
    },
  }
}

function readRecords(reply: string): ValueReply<readonly LiveGateway[]> {
  const records = readGatewayRecords(reply)
  if ('gateways' in records) return { ok: true, value: records.gateways }
  return commonFailure(reply) ?? failWith('unexpected', records.error)
}

/** A profile of `sofia jsonstatus`, the names of its gateways, and its calls in progress. */
export interface ProfileState extends LiveProfile {
  readonly calls: number
  readonly gateways: readonly string[]
}

/** Every profile, also those that are starting or stopping (state DOWN); aliases are left out. */
export function profileStates(): Command<ValueReply<readonly ProfileState[]>> {
  const table = profileTable()
  return {
    line: table.line,
    parse(reply) {
      const read = table.parse(reply)
      return read.ok ? { ok: true, value: read.value.profiles } : read
    },
  }
}

/** FreeSWITCH's table of profiles: by their names, and by the other names that they have. */
export interface ProfileTable {
  readonly profiles: readonly ProfileState[]
  readonly aliases: readonly string[]
}

export function profileTable(): Command<ValueReply<ProfileTable>> {
  return {
    line: 'sofia jsonstatus',
    parse(reply) {
      const entries = readProfileStates(reply)
      if (entries === undefined) return commonFailure(reply) ?? failWith('unexpected', reply)
      const isAlias = ({ state }: ProfileState): boolean => state === 'ALIASED'
      const aliases = entries.filter(isAlias).map((each) => each.name)
      return { ok: true, value: { profiles: entries.filter((each) => !isAlias(each)), aliases } }
    },
  }
}

function readProfileStates(reply: string): ProfileState[] | undefined {
  const profiles = field(parseJson(reply), 'profiles')
  if (!isObject(profiles)) return undefined
  const states = Object.entries(profiles).map(([name, profile]): ProfileState | undefined => {
    const status = field(profile, 'status')
    const state = field(status, 'state')
    const calls = field(status, 'in-use')
    const gateways = field(profile, 'gateways')
    if (typeof state !== 'string') return undefined
    return {
      name,
      state,
      calls: typeof calls === 'number' ? calls : 0,
      gateways: isObject(gateways) ? Object.keys(gateways) : [],
    }
  })
  const read = states.filter((state) => state !== undefined)
  return read.length === states.length ? read : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
}

/** `undefined`: not set, or set to nothing; FreeSWITCH does not tell them apart. */
export function globalVariable(name: string): Command<ValueReply<string | undefined>> {
  return { line: `global_getvar ${variableWord('global_getvar', name)}`, parse: readValue }
}

/** All of them. A line without `=` goes on with the value before it: values may hold line ends. */
export function globalVariables(): Command<ValueReply<ReadonlyMap<string, string>>> {
  return {
    line: 'global_getvar',
    parse(reply) {
      const failure = commonFailure(reply)
      if (failure !== undefined) return failure
      const value = new Map<string, string>()
      let last: string | undefined
      for (const line of reply.replace(/\n$/, '').split('\n')) {
        const [, name, text = ''] = /^([^=]+)=(.*)$/s.exec(line) ?? []
        if (name === undefined && last === undefined) return failWith('unexpected', reply)
        if (name !== undefined) value.set((last = name), text)
        else if (last !== undefined) value.set(last, `${value.get(last) ?? ''}\n${line}`)
      }
      return { ok: true, value }
    },
  }
}

/** `1.10.12-release`. */
export function version(): Command<ValueReply<string>> {
  return {
    line: 'version short',
    parse(reply) {
      const value = /^(\d+\.\d+\S*)\n?$/.exec(reply)?.[1]
      return value === undefined
        ? (commonFailure(reply) ?? failWith('unexpected', reply))
        : { ok: true, value }
    },
  }
}

/** Calls in progress on the whole switch. */
export function countCalls(): Command<ValueReply<number>> {
  return {
    line: 'show calls count',
    parse(reply) {
      const count = /^\s*(\d+) total\.\s*$/.exec(reply)?.[1]
      return count === undefined
        ? (commonFailure(reply) ?? failWith('unexpected', reply))
        : { ok: true, value: Number(count) }
    },
  }
}

/** Whether the switch takes calls: the second line of `status` says `is ready`. */
export function readiness(): Command<ValueReply<boolean>> {
  return {
    line: 'status',
    parse(reply) {
      const word = /^UP [^\n]*\nFreeSWITCH \(Version [^\n]*\) is (ready|not ready)\n/.exec(reply)?.[1]
      return word === undefined
        ? (commonFailure(reply) ?? failWith('unexpected', reply))
        : { ok: true, value: word === 'ready' }
    },
  }
}

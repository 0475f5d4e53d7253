import type { Desired, EventSocketAddress, Policy } from '../model/desired.ts'
import type { Merged } from './merge.ts'
import { mapIn, scalarIn, type MapNode, type ScalarNode, type YamlNode } from './node.ts'
import { readRules } from './read-rules.ts'
import { problem, type Problem } from './problem.ts'
import { resolveFrom } from './read-sources.ts'
import type { Value } from './secrets.ts'
import type { ValueReader } from './value-reader.ts'

export interface GlobalsContext {
  /** What the names of the files start from. */
  readonly cwd: string
  /** False when a file could not be read: what is missing may stand there. */
  readonly complete: boolean
  readonly damaged: ReadonlySet<YamlNode>
  /** The first file of the run; what is missing is missing there. */
  readonly first: string
}

/** Everything that is not about a profile; without `desired` when that cannot be known. */
export interface Globals {
  readonly desired?: Omit<Desired, 'profiles'>
  readonly problems: readonly Problem[]
}

/** Reads `freeswitch`, `policy`, `backups` and `git`. */
export function readGlobals(merged: Merged, values: ValueReader, context: GlobalsContext): Globals {
  const problems: Problem[] = []
  const conf = readConf(merged, values, context, problems)
  const eventSocket = readEventSocket(mapIn(merged.freeswitch, 'event-socket'), values, problems)
  if (conf === undefined) return { problems }
  const desired = {
    ...conf,
    ...(eventSocket && { eventSocket }),
    policy: readPolicy(merged.policy),
    backups: { keep: numberIn(merged.backups, 'keep', 20) },
    ...(scalarIn(merged.git, 'commit')?.value === true && { commit: true as const }),
  }
  return { desired, problems }
}

type ConfNamed = Pick<Desired, 'conf' | 'confAt'>

function readConf(
  { freeswitch }: Merged,
  values: ValueReader,
  context: GlobalsContext,
  problems: Problem[],
): ConfNamed | undefined {
  const node = scalarIn(freeswitch, 'conf')
  if (node !== undefined) return resolveConf(node, values.resolve(node), context, problems)
  const isExpected = context.complete && (freeswitch === undefined || !context.damaged.has(freeswitch))
  if (isExpected) {
    const at = freeswitch?.at ?? { file: context.first, offset: 0, length: 0 }
    const hint = 'Add `freeswitch: { conf: PATH }`, the directory that holds freeswitch.xml.'
    problems.push(problem('GW101', { ...at, length: 0 }, '`freeswitch.conf` is missing.', hint))
  }
  return undefined
}

/** A path is no secret, but what a reference in it gives may be one: it is never read where references are not. */
function resolveConf(
  node: ScalarNode,
  value: Value,
  context: GlobalsContext,
  problems: Problem[],
): ConfNamed | undefined {
  if (value.known && !value.text.includes('\0')) {
    return { conf: resolveFrom(context.cwd, node.at.file, value.text), confAt: node.at }
  }
  const message = '`freeswitch.conf` depends on a reference that this command does not resolve.'
  problems.push(problem('GW104', node.at, message, 'Write the path itself.'))
  return undefined
}

/** Absent also when its references are not resolved: what does not resolve them has no use for the switch. */
function readEventSocket(
  map: MapNode | undefined,
  values: ValueReader,
  problems: Problem[],
): EventSocketAddress | undefined {
  const read = (name: string, usual: string): Value => {
    const node = scalarIn(map, name)
    return node === undefined ? literal(usual) : values.resolve(node)
  }
  const [host, port, password] = [read('host', '127.0.0.1'), read('port', '8021'), read('password', '')]
  checkSocketValues(map, port, password, problems)
  if (map === undefined || !host.resolved || !port.resolved || !password.resolved) return undefined
  return { host: host.text, port: Number(port.text), password: password.text }
}

function checkSocketValues(
  map: MapNode | undefined,
  port: Value,
  password: Value,
  problems: Problem[],
): void {
  const portNode = scalarIn(map, 'port')
  if (portNode !== undefined && port.resolved && !isPort(port.text)) {
    problems.push(
      problem('GW103', portNode.at, '`port` is no port number.', 'Write a number from 1 to 65535.'),
    )
  }
  const passwordNode = scalarIn(map, 'password')
  if (passwordNode !== undefined && /[\r\n]/.test(password.text)) {
    const message = 'The password of the event socket holds a line break.'
    problems.push(
      problem('GW103', passwordNode.at, message, 'FreeSWITCH reads it up to there; write it on one line.'),
    )
  }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
}

function literal(text: string): Value {
  return { text, segments: [], fromSecret: false, resolved: true, known: true }
}

function readPolicy(map: MapNode | undefined): Policy {
  return {
    maxDeletes: numberIn(map, 'max-deletes', 3),
    allowLastHealthy: scalarIn(map, 'allow-last-healthy')?.value === true,
    ...(scalarIn(map, 'allow-calls')?.value === true && { allowCalls: true }),
    ...readRules(map),
  }
}

function numberIn(map: MapNode | undefined, name: string, usual: number): number {
  const value = scalarIn(map, name)?.value
  return typeof value === 'number' ? value : usual
}

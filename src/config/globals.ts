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
): Partial<EventSocketAddress> | undefined {
  const read = (name: string): Written | undefined => {
    const node = scalarIn(map, name)
    return node && { node, value: values.resolve(node) }
  }
  const [host, port, password] = [read('host'), read('port'), read('password')]
  checkSocketValues(port, password, problems)
  const isResolved = [host, port, password].every((each) => each?.value.resolved !== false)
  if (map === undefined || !isResolved) return undefined
  return {
    ...(host && { host: host.value.text }),
    ...(port && { port: Number(port.value.text) }),
    ...(password && { password: password.value.text }),
  }
}

interface Written {
  readonly node: ScalarNode
  readonly value: Value
}

function checkSocketValues(
  port: Written | undefined,
  password: Written | undefined,
  problems: Problem[],
): void {
  if (port?.value.resolved === true && !isPort(port.value.text)) {
    problems.push(
      problem('GW103', port.node.at, '`port` is no port number.', 'Write a number from 1 to 65535.'),
    )
  }
  if (password !== undefined && /[\r\n]/.test(password.value.text)) {
    const message = 'The password of the event socket holds a line break.'
    problems.push(
      problem('GW103', password.node.at, message, 'FreeSWITCH reads it up to there; write it on one line.'),
    )
  }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535
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

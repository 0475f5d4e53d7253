import { createCarriers } from './carriers.ts'
import type { Carriers, HeldBinding } from './carriers.ts'
import { askDistributor, controlDistributor } from './commands/distributor.ts'
import {
  gatewayDataCommand,
  globalGetvarCommand,
  moduleExistsCommand,
  reloadAclCommand,
  reloadXmlCommand,
  showCommand,
  statusCommand,
  versionCommand,
  xmlLocateCommand,
} from './commands/core.ts'
import type { ApiReply } from './commands/reply.ts'
import { runSandboxCommand } from './commands/sandbox.ts'
import { runSofia } from './commands/sofia.ts'
import type { ReadConf } from './conf.ts'
import { createDistributor } from './distributor.ts'
import { apiCalled } from './events.ts'
import type { EventDraft, SwitchEvent } from './events.ts'
import type { Globals } from './preprocess.ts'
import type { CarrierOptions } from './registrar.ts'
import { configureProfiles, wakeWorker } from './profile-lifecycle.ts'
import { createScheduler } from './scheduler.ts'
import type { Millis } from './scheduler.ts'
import type { SwitchState } from './switch-state.ts'
import type { XmlElement } from './xml-tree.ts'

/** A model of a running switch. It does nothing on its own: time moves by `advance`. */
export interface Switch {
  /** Runs an api command as the event socket hands it over: `sofia profile external rescan`. */
  readonly api: (line: string) => ApiReply
  readonly now: () => Millis
  readonly advance: (until: Millis) => void
  readonly nextDue: () => Millis | undefined
  /** Calls `listener` for every event; returns what ends that. */
  readonly onEvent: (listener: (event: SwitchEvent) => void) => () => void
  /** Fires an event of the caller's. */
  readonly fire: (event: EventDraft) => void
  /** Called when a profile with shutdown-on-fail could not start. */
  readonly onHalt: (listener: () => void) => void
  readonly bindings: () => HeldBinding[]
  readonly carriers: Carriers
  readonly coreUuid: string
  readonly globals: ReadonlyMap<string, string>
  readonly root: () => XmlElement
}

export interface SwitchOptions {
  readonly readConf: ReadConf
  /** Global variables that the core sets before the configuration is read. */
  readonly globals?: Readonly<Record<string, string>>
  readonly start: Millis
  readonly carriers?: Readonly<Record<string, CarrierOptions>>
  /** Whether something else listens on a port that a profile wants. */
  readonly isBusy?: (ip: string, port: number) => boolean
  readonly createUuid: () => string
}

/** The configuration does not parse: a switch does not start on it (switch_core.c, `Cannot Initialize`). */
export class CannotInitialize extends Error {}

/** Starts a switch: reads the configuration, starts its profiles. Throws CannotInitialize. */
export function createSwitch(options: SwitchOptions): Switch {
  const listeners = new Set<(event: SwitchEvent) => void>()
  const halts: (() => void)[] = []
  const globals: Globals = new Map(Object.entries(options.globals ?? {}))
  const coreUuid = options.createUuid()
  globals.set('core_uuid', coreUuid)
  const reading = options.readConf(globals)
  if ('error' in reading) throw new CannotInitialize(`Cannot Initialize [${reading.error}]`)
  const scheduler = createScheduler(options.start)
  let sequence = 0
  const state: SwitchState = {
    scheduler,
    carriers: createCarriers(options.carriers ?? {}),
    globals,
    readConf: options.readConf,
    root: reading.root,
    profiles: new Map(),
    gateways: new Map(),
    bound: new Set(),
    wakes: 0,
    isBusy: options.isBusy ?? (() => false),
    createUuid: options.createUuid,
    fire(draft) {
      const event = { ...draft, sequence: ++sequence, timestamp: Math.round(scheduler.now() * 1000) }
      for (const listener of [...listeners]) listener(event)
      if (event.name === 'TRAP') wakeWorker(state)
    },
    halt: () => halts.forEach((each) => each()),
  }
  const run = createApi(state, options.start)
  configureProfiles(state)
  return {
    api: run,
    now: scheduler.now,
    advance: scheduler.advance,
    nextDue: scheduler.nextDue,
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    fire: (event) => state.fire(event),
    onHalt: (listener) => halts.push(listener),
    bindings: () => state.carriers.bindings(scheduler.now()),
    carriers: state.carriers,
    coreUuid,
    globals,
    root: () => state.root,
  }
}

type Command = (argument: string) => string | ApiReply

/** The table of api commands; their names in any letter case, like everything the core registers. */
function createApi(state: SwitchState, started: Millis): (line: string) => ApiReply {
  const distributor = createDistributor()
  distributor.reload(state.root)
  const commands = new Map<string, Command>([
    ['sofia', (argument) => runSofia(state, argument)],
    ['sofia_gateway_data', (argument) => gatewayDataCommand(state, argument)],
    ['reloadxml', () => reloadXmlCommand(state)],
    ['reloadacl', () => reloadAclCommand(state)],
    ['version', versionCommand],
    ['status', () => statusCommand(state, started)],
    ['show', (argument) => showCommand(state, argument)],
    ['module_exists', moduleExistsCommand],
    ['global_getvar', (argument) => globalGetvarCommand(state, argument)],
    ['xml_locate', (argument) => xmlLocateCommand(state, argument)],
    ['distributor', (argument) => askDistributor(distributor, argument)],
    ['distributor_ctl', (argument) => controlDistributor(distributor, state.root, argument)],
    ['hostname', () => state.globals.get('hostname') ?? ''],
    ['echo', (argument) => argument],
    ['sandbox', (argument) => runSandboxCommand(state, argument)],
  ])
  return (line) => {
    const [, name = '', argument = ''] = /^ *([^ ]*) *([^]*)$/.exec(line) ?? []
    state.fire(apiCalled(name, argument))
    const command = commands.get(name.toLowerCase())
    if (command === undefined) return { text: `-ERR ${name} Command not found!\n` }
    const reply = command(argument.trimEnd())
    return typeof reply === 'string' ? { text: reply } : reply
  }
}

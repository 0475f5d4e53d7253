import { randomUUID } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import { GwctlError, reasonOf } from '../errors.ts'
import type { ConfReader } from '../model/disk.ts'
import { localTarget } from '../targets/local.ts'
import type { HeldBinding } from './carriers.ts'
import { startClock } from './clock.ts'
import type { RealTime } from './clock.ts'
import { readConf } from './conf.ts'
import { serveEventSocket } from './event-socket/server.ts'
import type { Fault } from './event-socket/server.ts'
import type { CarrierOptions } from './registrar.ts'
import { CannotInitialize, createSwitch } from './switch.ts'
import type { Switch } from './switch.ts'
import { attributeOf, childOf, childrenOf, findConfiguration } from './xml-tree.ts'
import type { XmlElement } from './xml-tree.ts'

export interface SandboxOptions {
  /** The FreeSWITCH configuration directory; it is only read. */
  readonly confDir: string
  /** Where the event socket listens. Default: 127.0.0.1. */
  readonly host?: string
  /** 0: any free one. Default: the one of event_socket.conf, else 8021. */
  readonly port?: number
  /** Default: the one of event_socket.conf, else ClueCon. */
  readonly password?: string
  /** How long a second of the model lasts, in real milliseconds. Default: 1000. */
  readonly speed?: number
  /** The time outside, in milliseconds; a test that sets it calls `catchUp` after every step. Default: the real one. */
  readonly now?: RealTime
  /** By `host:port`, or `*` for all others. Default: every carrier takes every registration. */
  readonly carriers?: Readonly<Record<string, CarrierOptions>>
  /** Whether something else listens on a port that a profile wants. */
  readonly isBusy?: (ip: string, port: number) => boolean
  /** Whether an address may connect. Default: any. */
  readonly allows?: (address: string) => boolean
  /** What goes wrong with the reply to the nth command of a connection; see the server. */
  readonly fault?: (n: number, line: string) => Fault | undefined
}

/** A stand-in FreeSWITCH that listens. */
export interface Sandbox {
  readonly host: string
  readonly port: number
  readonly password: string
  readonly model: Switch
  /** Brings the model to the present at once; it does so by itself when something is due. */
  catchUp(): void
  /** What the carriers hold now. */
  bindings(): HeldBinding[]
  close(): Promise<void>
}

/**
 * Starts a stand-in FreeSWITCH over a configuration directory. It shares no reading of the XML with the rest of gwctl:
 * a sandbox that made the same mistakes would prove nothing.
 *
 * @throws GwctlError  GW201 when the configuration does not load, GW401 when it cannot listen
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const confDir = path.resolve(options.confDir)
  const model = createModel(options, confDir, localTarget(confDir))
  const clock = startClock(model, options.speed ?? 1000, options.now ?? (() => performance.now()))
  const settings = readEventSocket(model.root())
  const password = options.password ?? settings.password
  const host = options.host ?? '127.0.0.1'
  const core = describeCore(model)
  const listen = {
    host,
    port: options.port ?? settings.port,
    password,
    core,
    createUuid: randomUUID,
    ...(options.allows === undefined ? {} : { allows: options.allows }),
    ...(options.fault === undefined ? {} : { fault: options.fault }),
  }
  const server = await serveEventSocket(model, clock, listen).catch((error: unknown) => {
    clock.stop()
    throw cannotListen(host, listen.port, error)
  })
  model.onHalt(() => server.shutDown())
  return {
    host,
    port: server.port,
    password,
    model,
    catchUp: () => clock.catchUp(),
    bindings() {
      clock.catchUp()
      return model.bindings()
    },
    async close() {
      clock.stop()
      await server.close()
    },
  }
}

function createModel(options: SandboxOptions, confDir: string, reader: ConfReader): Switch {
  try {
    return createSwitch({
      readConf: (globals) => readConf(reader, globals),
      globals: {
        hostname: os.hostname(),
        local_ip_v4: '127.0.0.1',
        local_ip_v6: '::1',
        conf_dir: confDir,
        base_dir: path.dirname(confDir),
      },
      start: Date.now(),
      createUuid: randomUUID,
      ...(options.carriers === undefined ? {} : { carriers: options.carriers }),
      ...(options.isBusy === undefined ? {} : { isBusy: options.isBusy }),
    })
  } catch (error) {
    if (!(error instanceof CannotInitialize)) throw error
    throw new GwctlError('GW201', `FreeSWITCH would not start on ${confDir}: ${error.message}`, {
      hint: 'Mend the configuration: `gwctl validate` tells the file and the line.',
    })
  }
}

function describeCore(model: Switch) {
  const hostname = model.globals.get('hostname') ?? ''
  return {
    uuid: model.coreUuid,
    hostname,
    switchname: readSwitchName(model.root()) ?? hostname,
    ipv4: '127.0.0.1',
    ipv6: '::1',
  }
}

function readEventSocket(root: XmlElement): { port: number; password: string } {
  const params = readParams(root, 'event_socket.conf')
  const port = Number.parseInt(params.get('listen-port') ?? '', 10)
  return { port: Number.isNaN(port) ? 8021 : port, password: params.get('password') ?? 'ClueCon' }
}

function readSwitchName(root: XmlElement): string | undefined {
  return readParams(root, 'switch.conf').get('switchname')
}

function readParams(root: XmlElement, configuration: string): Map<string, string> {
  const settings = childOf(findConfiguration(root, configuration), 'settings')
  return new Map(
    childrenOf(settings, 'param').map((param) => [
      attributeOf(param, 'name') ?? '',
      attributeOf(param, 'value') ?? '',
    ]),
  )
}

function cannotListen(host: string, port: number, cause: unknown): GwctlError {
  const reason = reasonOf(cause)
  return new GwctlError('GW401', `The sandbox cannot listen on ${host}:${port}: ${reason}`, {
    hint: 'Choose another port, or 0 for any free one.',
    cause,
  })
}

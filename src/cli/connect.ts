import { GwctlError } from '../errors.ts'
import type { SwitchLink } from '../freeswitch/link.ts'
import type { Desired, EventSocketAddress } from '../model/desired.ts'
import type { Configuration } from './inputs.ts'

export type { SwitchLink } from '../freeswitch/link.ts'

/** Connects to the switch that the YAML names, or else the one of the configuration directory. */
export async function connectTo(
  desired: Pick<Desired, 'eventSocket'>,
  configuration: Configuration,
): Promise<SwitchLink> {
  const { connectSwitch } = await import('../freeswitch/connect-switch.ts')
  return connectSwitch(await findAddress(desired, () => configuration))
}

/**
 * What the YAML says, and what it does not say as autoload_configs/event_socket.conf.xml has it. Where that cannot be
 * read, a password suffices, and host and port are FreeSWITCH's own. Throws GW106.
 *
 * @param read  reads the configuration directory; not called where the YAML says everything
 */
export async function findAddress(
  { eventSocket: written = {} }: Pick<Desired, 'eventSocket'>,
  read: () => Configuration,
): Promise<EventSocketAddress> {
  const { host = '127.0.0.1', port = 8021, password } = written
  if (password !== undefined && written.host !== undefined && written.port !== undefined)
    return { host, port, password }
  try {
    return await addressFromDisk(read(), written)
  } catch (error) {
    if (password === undefined || !(error instanceof GwctlError)) throw error
    return { host, port, password }
  }
}

async function addressFromDisk(
  { target, disk }: Configuration,
  written: Partial<EventSocketAddress>,
): Promise<EventSocketAddress> {
  const { readEventSocketConf } = await import('../freeswitch/event-socket-conf.ts')
  const file = target.read('autoload_configs/event_socket.conf.xml')
  if ('error' in file) {
    throw new GwctlError(
      'GW106',
      `${target.root}/autoload_configs/event_socket.conf.xml cannot be read: ${file.error}.`,
      { hint: 'Give host, port and password as freeswitch.event-socket in the YAML, or use --offline.' },
    )
  }
  return readEventSocketConf(file.text, disk.globals, written)
}

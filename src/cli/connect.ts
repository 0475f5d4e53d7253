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
  return connectSwitch(desired.eventSocket ?? (await addressFromDisk(configuration)))
}

/** What autoload_configs/event_socket.conf.xml says. Throws GW106. */
export async function addressFromDisk({ target, disk }: Configuration): Promise<EventSocketAddress> {
  const { readEventSocketConf } = await import('../freeswitch/event-socket-conf.ts')
  const file = target.read('autoload_configs/event_socket.conf.xml')
  if ('error' in file) {
    throw new GwctlError(
      'GW106',
      `${target.root}/autoload_configs/event_socket.conf.xml cannot be read: ${file.error}.`,
      { hint: 'Give host, port and password as freeswitch.event-socket in the YAML, or use --offline.' },
    )
  }
  return readEventSocketConf(file.text, disk.globals)
}

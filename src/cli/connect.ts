import { GwctlError } from '../errors.ts'
import type { Desired, EventSocketAddress } from '../model/desired.ts'
import type { SwitchLink } from '../freeswitch/link.ts'
import type { Configuration } from './inputs.ts'
import type { Io } from './io.ts'

export type { SwitchLink } from '../freeswitch/link.ts'

/** How long connecting, logging in and one command may take, in ms. */
const LIMITS = { connectMs: 5000, authMs: 5000, commandMs: 30_000 }

/** Connects to the switch that the YAML names, or else the one of the configuration directory. */
export async function connectSwitch(desired: Desired, configuration: Configuration, io: Io): Promise<SwitchLink> {
  const [{ connectEventSocket }, { EventLog }, { SwitchLink: Link }] = await Promise.all([
    import('../freeswitch/event-socket.ts'),
    import('../freeswitch/event-log.ts'),
    import('../freeswitch/link.ts'),
  ])
  const address = desired.eventSocket ?? (await addressFromDisk(configuration))
  const socket = await connectEventSocket(address, LIMITS)
  try {
    return new Link(socket, await EventLog.open(socket), io.clock)
  } catch (error) {
    await socket.close()
    throw error
  }
}

async function addressFromDisk({ target, disk }: Configuration): Promise<EventSocketAddress> {
  const { readEventSocketConf } = await import('../freeswitch/event-socket-conf.ts')
  const file = target.read('autoload_configs/event_socket.conf.xml')
  if ('error' in file) {
    throw new GwctlError('GW106', `${target.root}/autoload_configs/event_socket.conf.xml cannot be read: ${file.error}.`, {
      hint: 'Give host, port and password as freeswitch.event-socket in the YAML, or use --offline.',
    })
  }
  return readEventSocketConf(file.text, disk.globals)
}

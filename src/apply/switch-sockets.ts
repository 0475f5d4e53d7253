import type { HeldSocket } from '../plan/switch-evidence.ts'
import { holds, type BoundSocket } from '../targets/proc-net.ts'
import { boundSockets } from '../targets/sockets.ts'

/** The ports of the machine on which the switch runs. */
export interface SwitchSockets {
  /** Every UDP socket now, and whose. */
  readonly list: () => readonly HeldSocket[]
  /** Who keeps others from binding an address and port. */
  readonly holderOf: (address: string, port: number) => BoundSocket | undefined
}

/**
 * The sockets of the switch behind an event socket; undefined where it does not run on this machine, or
 * its files must not be read: what a process does not show must not be taken for what is not there.
 *
 * @param read  the sockets of this machine
 */
export function switchSockets(
  eventSocket: { readonly host: string; readonly port: number },
  read: () => readonly BoundSocket[] | undefined = boundSockets,
): SwitchSockets | undefined {
  const pid = switchProcess(eventSocket, read() ?? [])
  if (pid === undefined) return undefined
  return {
    list: () => (read() ?? []).filter((each) => each.protocol === 'udp').map((each) => heldSocket(each, pid)),
    holderOf: (address, port) => (read() ?? []).find((each) => holds(each, address, port)),
  }
}

/** What listens there has to be FreeSWITCH itself, and no forwarder of somebody. */
function switchProcess(
  { host, port }: { readonly host: string; readonly port: number },
  sockets: readonly BoundSocket[],
): number | undefined {
  const listener = sockets.find(
    (each) => each.protocol === 'tcp' && holds(each, LOCAL.get(host) ?? host, port),
  )
  return listener?.process?.name === 'freeswitch' ? listener.process.pid : undefined
}

const LOCAL: ReadonlyMap<string, string> = new Map([['localhost', '127.0.0.1']])

function heldSocket(socket: BoundSocket, pid: number): HeldSocket {
  const { address, port, inode, process } = socket
  const who = process === undefined ? 'a process of another user' : `${process.name} (pid ${process.pid})`
  return { ip: address, port, inode, holder: who, own: process?.pid === pid }
}

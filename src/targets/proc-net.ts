import { SocketAddress, isIP } from 'node:net'

/** A socket that holds a port of this machine. */
export interface BoundSocket {
  readonly protocol: 'udp' | 'tcp'
  /** `127.0.0.1`, `::1`; `0.0.0.0` and `::` are every address. */
  readonly address: string
  readonly port: number
  /** Its number in the kernel: another socket on the same port has another one. */
  readonly inode: number
  /** Absent where the files of the process cannot be read: it runs as another user. */
  readonly process?: { readonly pid: number; readonly name: string }
}

/** LISTEN in /proc/net/tcp: other states are connections (include/net/tcp_states.h). */
const LISTENING = '0A'

/**
 * The sockets of a text of /proc/net/udp, udp6, tcp or tcp6: of TCP those that listen.
 *
 * @param littleEndian  addresses are printed as words in the order of the machine
 * @see   Documentation/networking/proc_net_tcp.rst of Linux
 */
export function parseProcNet(
  text: string,
  protocol: BoundSocket['protocol'],
  littleEndian: boolean,
): BoundSocket[] {
  return text.split('\n').flatMap((line): BoundSocket[] => {
    const [, local = '', , state = '', , , , , , inode = ''] = line.trim().split(/\s+/)
    const match = /^((?:[0-9A-F]{8}){1,4}):([0-9A-F]{4})$/.exec(local)
    if (match === null || (protocol === 'tcp' && state !== LISTENING)) return []
    const address = readAddress(match[1] ?? '', littleEndian)
    const port = Number.parseInt(match[2] ?? '', 16)
    return port === 0 ? [] : [{ protocol, address, port, inode: Number(inode) }]
  })
}

function readAddress(hex: string, littleEndian: boolean): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => {
    const found = (word.match(/../g) ?? []).map((each) => Number.parseInt(each, 16))
    return littleEndian ? found.reverse() : found
  })
  if (bytes.length === 4) return bytes.join('.')
  const groups = bytes.map((each) => each.toString(16).padStart(2, '0')).join('')
  return normalAddress((groups.match(/.{4}/g) ?? []).join(':'))
}

/** One spelling for each address: `::1`, and IPv4 for an IPv4 address that is mapped into IPv6. */
function normalAddress(text: string): string {
  if (isIP(text) !== 6) return text
  const { address } = new SocketAddress({ address: text, family: 'ipv6' })
  return address.replace(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/, '$1')
}

/** Whether a socket keeps others from binding this address and port. */
export function holds(socket: BoundSocket, address: string, port: number): boolean {
  if (socket.port !== port) return false
  const wanted = normalAddress(address)
  return socket.address === wanted || isEvery(socket.address) || isEvery(wanted)
}

function isEvery(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** `UDP 127.0.0.1:5090 is held by kamailio (pid 123)`. */
export function describeHolder({ protocol, address, port, process }: BoundSocket): string {
  const host = address.includes(':') ? `[${address}]` : address
  const who = process === undefined ? 'a process of another user' : `${process.name} (pid ${process.pid})`
  return `${protocol.toUpperCase()} ${host}:${port} is held by ${who}`
}

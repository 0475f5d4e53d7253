import { createSocket, type Socket } from 'node:dgram'
import { createRandom } from './seeded-random.ts'

export interface RelayOptions {
  /** The port of 127.0.0.1 to which packets go on. */
  readonly target: number
  /** One way, in milliseconds. */
  readonly delayMs: number
  /** Share of packets lost on each way, 0 to 1. */
  readonly loss: number
  readonly seed: number
}

/** A far carrier: what arrives at `port` reaches the target late, or never; so do the answers. */
export interface Relay {
  readonly port: number
  readonly counts: { readonly passed: number; readonly lost: number }
  close(): void
}

/**
 * Relays UDP between one switch and one registrar. Each client address gets a socket of its own
 * towards the target, so that answers find their way back without reading SIP.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const random = createRandom(options.seed)
  const counts = { passed: 0, lost: 0 }
  const timers = new Set<NodeJS.Timeout>()
  const carry = (forward: () => void) => {
    if (random() < options.loss) {
      counts.lost++
      return
    }
    counts.passed++
    const timer = setTimeout(() => {
      timers.delete(timer)
      forward()
    }, options.delayMs)
    timers.add(timer)
  }
  const front = await bindSocket()
  const upstream = new Map<string, Promise<Socket>>()
  const connectUpstream = async (port: number) => {
    const socket = await bindSocket()
    socket.on('message', (packet) => carry(() => front.send(packet, port, '127.0.0.1')))
    return socket
  }
  front.on('message', (packet, from) => {
    const key = `${from.address}:${from.port}`
    const socket = upstream.get(key) ?? connectUpstream(from.port)
    upstream.set(key, socket)
    carry(() => void socket.then((each) => each.send(packet, options.target, '127.0.0.1')))
  })
  return {
    port: front.address().port,
    counts,
    close: () => {
      timers.forEach((each) => clearTimeout(each))
      front.close()
      upstream.forEach((each) => void each.then((socket) => socket.close()))
    },
  }
}

function bindSocket(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4_194_304 })
    socket.once('error', reject)
    socket.bind(0, '127.0.0.1', () => {
      socket.removeListener('error', reject)
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })
}

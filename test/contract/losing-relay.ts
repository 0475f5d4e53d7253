import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

/** A UDP relay between the switch and one registrar. */
export interface LosingRelay {
  readonly port: number
  close(): void
}

/** Relays both ways, but loses the first `count` un-REGISTERs; the switch sends them again half a second later. */
export async function startLosingRelay(registrarPort: number, count: number): Promise<LosingRelay> {
  const front = createSocket('udp4')
  const back = createSocket('udp4')
  let client: RemoteInfo | undefined
  let lost = 0
  front.on('message', (packet, from) => {
    client = from
    if (lost < count && /^REGISTER [^]*\r\nExpires: 0\r\n/i.test(packet.toString('latin1'))) {
      lost++
      return
    }
    back.send(packet, registrarPort, '127.0.0.1')
  })
  back.on('message', (packet) => {
    if (client !== undefined) front.send(packet, client.port, client.address)
  })
  front.bind(0, '127.0.0.1')
  back.bind(0, '127.0.0.1')
  await Promise.all([once(front, 'listening'), once(back, 'listening')])
  return {
    port: front.address().port,
    close() {
      front.close()
      back.close()
    },
  }
}

import { createSocket } from 'node:dgram'
import { readSipRequest, writeSipResponse } from './sip-request.ts'

/** A phone on 127.0.0.1 that takes every call and ends none by itself. */
export interface AnsweringPhone {
  readonly port: number
  /** Calls that were answered and have not been hung up. */
  readonly calls: () => number
  close(): void
}

/** Starts one on a free port. It sends no audio, and hears none. */
export async function startAnsweringPhone(): Promise<AnsweringPhone> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  const calls = new Set<string>()
  socket.on('message', (packet, from) => {
    const request = readSipRequest(packet)
    const id = request?.headers.get('call-id')?.[0] ?? ''
    if (request === undefined || request.method === 'ACK') return
    if (request.method === 'BYE') calls.delete(id)
    if (request.method === 'INVITE') calls.add(id)
    const answer = writeSipResponse(request, 200, 'OK', [`Contact: <sip:phone@127.0.0.1:${port}>`])
    socket.send(request.method === 'INVITE' ? withSdp(answer, port) : answer, from.port, from.address)
  })
  return { port, calls: () => calls.size, close: () => socket.close() }
}

function withSdp(answer: Buffer, port: number): Buffer {
  const sdp = [
    'v=0',
    'o=phone 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port + 2} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    '',
  ].join('\r\n')
  const head = answer
    .toString('latin1')
    .replace('Content-Length: 0', `Content-Type: application/sdp\r\nContent-Length: ${sdp.length}`)
  return Buffer.from(head + sdp, 'latin1')
}

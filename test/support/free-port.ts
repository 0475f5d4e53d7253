import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const FIRST = 24_000
const LAST = 26_999

/** Where the next search starts: spread by process, so that suites that run side by side seldom meet. */
let next = FIRST + ((process.pid * 37) % (LAST - FIRST))

/** A port of 127.0.0.1 between 24000 and 26999 on which neither TCP nor UDP is bound right now. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries <= LAST - FIRST; tries++) {
    const port = next
    next = port === LAST ? FIRST : port + 1
    if ((await canListen(port)) && (await canBind(port))) return port
  }
  throw new Error(`no free port between ${FIRST} and ${LAST}`)
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(false))
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)))
  })
}

import { createSocket } from 'node:dgram'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeHolder, holds, parseProcNet, type BoundSocket } from '../../src/targets/proc-net.ts'
import { boundSockets, holderOf } from '../../src/targets/sockets.ts'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n'
const line = (local: string, state: string, inode: number): string =>
  `  12: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 2 0000000000000000 0\n`
const LOOPBACK_5090 = '0100007F:13E2'

describe('parseProcNet', () => {
  it.each<[string, string, string]>([
    ['IPv4', LOOPBACK_5090, '127.0.0.1'],
    ['every IPv4 address', '00000000:13E2', '0.0.0.0'],
    ['IPv6', '00000000000000000000000001000000:13E2', '::1'],
    ['every IPv6 address', '00000000000000000000000000000000:13E2', '::'],
    ['a longer IPv6 address', 'B80D0120000000000000000001000000:13E2', '2001:db8::1'],
    ['IPv4 in IPv6', '0000000000000000FFFF00000100007F:13E2', '127.0.0.1'],
  ])('reads %s', (_, local, address) => {
    const text = HEAD + line(local, '07', 4711)
    expect(parseProcNet(text, 'udp', true)).toEqual([{ protocol: 'udp', address, port: 5090, inode: 4711 }])
  })

  it('reads the words of a big-endian machine', () => {
    expect(parseProcNet(line('7F000001:13E2', '07', 1), 'udp', false)).toMatchObject([
      { address: '127.0.0.1' },
    ])
  })

  it('takes connected UDP sockets, and of TCP only what listens', () => {
    const text = line(LOOPBACK_5090, '01', 1) + line('0100007F:13E3', '0A', 2)
    expect(parseProcNet(text, 'udp', true).map((each) => each.inode)).toEqual([1, 2])
    expect(parseProcNet(text, 'tcp', true).map((each) => each.inode)).toEqual([2])
  })

  it('makes nothing of anything else', () => {
    expect(parseProcNet(`${HEAD}\nnonsense\n${line('0100007F:0000', '07', 1)}`, 'udp', true)).toEqual([])
  })
})

describe('holds', () => {
  const socket = (address: string): BoundSocket => ({ protocol: 'udp', address, port: 5090, inode: 1 })

  it.each<[string, string, boolean]>([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '10.0.0.5', false],
    ['0.0.0.0', '10.0.0.5', true],
    ['::', '10.0.0.5', true],
    ['10.0.0.5', '0.0.0.0', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
  ])('a socket on %s, wanted %s: %s', (held, wanted, expected) => {
    expect(holds(socket(held), wanted, 5090)).toBe(expected)
    expect(holds(socket(held), wanted, 5091)).toBe(false)
  })

  it('is told in words', () => {
    const process = { pid: 123, name: 'kamailio' }
    expect(describeHolder({ ...socket('127.0.0.1'), process })).toBe(
      'UDP 127.0.0.1:5090 is held by kamailio (pid 123)',
    )
    expect(describeHolder(socket('::1'))).toBe('UDP [::1]:5090 is held by a process of another user')
  })
})

/** A /proc of two processes that share a socket, and one that may not be looked into. */
function withProc(body: (proc: string) => void): void {
  const proc = mkdtempSync(join(tmpdir(), 'gwctl-proc-'))
  try {
    mkdirSync(join(proc, 'net'))
    writeFileSync(
      join(proc, 'net/udp'),
      HEAD + line(LOOPBACK_5090, '07', 55) + line('00000000:13E4', '07', 66),
    )
    for (const [pid, name] of [
      ['200', 'kamailio-child'],
      ['30', 'kamailio'],
    ] as const) {
      mkdirSync(join(proc, pid, 'fd'), { recursive: true })
      writeFileSync(join(proc, pid, 'comm'), `${name}\n`)
      symlinkSync('socket:[55]', join(proc, pid, 'fd/7'))
      symlinkSync('/dev/null', join(proc, pid, 'fd/1'))
    }
    mkdirSync(join(proc, '40'))
    body(proc)
  } finally {
    rmSync(proc, { recursive: true })
  }
}

describe('boundSockets and holderOf', () => {
  it('name the process that made the socket, where they may', () =>
    withProc((proc) => {
      const held = {
        protocol: 'udp',
        address: '127.0.0.1',
        port: 5090,
        inode: 55,
        process: { pid: 30, name: 'kamailio' },
      }
      expect(boundSockets(proc)).toEqual([
        held,
        { protocol: 'udp', address: '0.0.0.0', port: 5092, inode: 66 },
      ])
      expect(holderOf('127.0.0.1', 5090, proc)).toEqual(held)
      expect(holderOf('127.0.0.1', 5092, proc)).toMatchObject({ inode: 66 })
      expect(holderOf('10.0.0.5', 5090, proc)).toBeUndefined()
    }))

  it('know nothing where there is no /proc/net', () => {
    expect(boundSockets('/nonexistent')).toBeUndefined()
    expect(holderOf('127.0.0.1', 5090, '/nonexistent')).toBeUndefined()
  })

  const itOnLinux = process.platform === 'linux' ? it : it.skip

  itOnLinux('see this process, and that another socket on the port is another one', async () => {
    const name = readFileSync('/proc/self/comm', 'utf8').trim()
    const bind = (port: number): Promise<ReturnType<typeof createSocket>> =>
      new Promise((resolve) => {
        const socket = createSocket('udp4')
        socket.bind(port, '127.0.0.1', () => resolve(socket))
      })
    const first = await bind(0)
    const { port } = first.address()
    const before = holderOf('127.0.0.1', port)
    expect(before).toMatchObject({ protocol: 'udp', process: { pid: process.pid, name } })
    expect(boundSockets()).toContainEqual(before)
    await new Promise<void>((resolve) => first.close(() => resolve()))
    expect(holderOf('127.0.0.1', port)).toBeUndefined()
    const second = await bind(port)
    expect(holderOf('127.0.0.1', port)?.inode).not.toBe(before?.inode)
    await new Promise<void>((resolve) => second.close(() => resolve()))
  })

  itOnLinux('see a TCP listener', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(holderOf('127.0.0.1', port)).toMatchObject({ protocol: 'tcp', process: { pid: process.pid } })
    await new Promise((resolve) => server.close(resolve))
  })
})

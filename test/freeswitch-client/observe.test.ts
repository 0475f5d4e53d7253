import { connectEventSocket, type EventSocket } from '../../src/freeswitch/event-socket.ts'
import { observe } from '../../src/freeswitch/observe.ts'
import { runOrFail } from '../../src/freeswitch/run.ts'
import { rescanProfile } from '../../src/freeswitch/commands.ts'
import { startFakeEventSocket, type FakeEventSocket } from '../support/fake-event-socket.ts'
import { recorded } from './recorded.ts'

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

const REPLIES: Readonly<Record<string, string>> = {
  'version short': recorded('version-short'),
  'global_getvar core_uuid': recorded('global_getvar.core_uuid'),
  global_getvar: recorded('global_getvar'),
  'sofia jsonstatus': recorded('sofia-jsonstatus'),
  'sofia xmlstatus gateway': recorded('sofia-xmlstatus-gateway'),
}

async function connectToSwitch(
  replies: Readonly<Record<string, string | string[]>>,
): Promise<{ server: FakeEventSocket; socket: EventSocket }> {
  const left = new Map(Object.entries(replies).map(([line, reply]) => [line, [reply].flat()]))
  const server = await startFakeEventSocket({
    onCommand: (line, peer) => {
      const texts = left.get(line.slice('api '.length)) ?? ['-ERR no reply\n']
      peer.api((texts.length > 1 ? texts.shift() : texts[0]) ?? '')
    },
  })
  open.push(server)
  const { host, port } = server
  const limits = { connectMs: 3000, authMs: 3000, commandMs: 3000 }
  const socket = await connectEventSocket({ host, port, password: 'ClueCon' }, limits)
  open.push(socket)
  return { server, socket }
}

describe('observe', () => {
  it('asks each question once and puts the answers together', async () => {
    const { server, socket } = await connectToSwitch(REPLIES)
    const live = await observe(socket)
    expect(server.received.slice(1).sort()).toEqual(
      Object.keys(REPLIES)
        .map((line) => `api ${line}`)
        .sort(),
    )
    expect(live).toMatchObject({
      coreUuid: 'c453cb41-7853-4434-a103-7d0883807eeb',
      version: '1.10.12-release',
      profiles: [
        { name: 'external', state: 'RUNNING' },
        { name: 'internal', state: 'RUNNING' },
      ],
    })
    expect(live.gateways.map(({ name }) => name)).toEqual([
      'gw-odd',
      'gw-b',
      'gw-a',
      'gw-utf',
      'gw-nl',
      'gw-evil',
    ])
    expect(live.globals.get('domain')).toBe('sip.example')
  })

  it('does not believe in a record that only one of the two lists has', async () => {
    const real = recorded('sofia-xmlstatus-gateway')
    const forged = real.replaceAll('<name>gw-b</name>', '<name>forged</name>')
    const { socket } = await connectToSwitch({ ...REPLIES, 'sofia xmlstatus gateway': forged })
    await expect(observe(socket)).rejects.toMatchObject({
      code: 'GW406',
      message: expect.stringContaining('"forged"'),
    })
  })

  it('asks again for a gateway that came between the two lists', async () => {
    const now = recorded('sofia-jsonstatus')
    const before = now.replace('"gw-b":', '"gw-x":')
    const { socket, server } = await connectToSwitch({ ...REPLIES, 'sofia jsonstatus': [before, now] })
    expect((await observe(socket)).gateways).toHaveLength(6)
    expect(server.received.filter((line) => line === 'api sofia jsonstatus')).toHaveLength(2)
  })

  it.each<[string, string, string]>([
    ['sofia xmlstatus gateway', 'rubbish', 'GW406'],
    ['sofia xmlstatus gateway', recorded('unknown-command'), 'GW408'],
    ['sofia jsonstatus', 'rubbish', 'GW408'],
    ['version short', 'rubbish', 'GW408'],
    ['global_getvar core_uuid', '-ERR no reply\n', 'GW406'],
  ])('fails when %s answers %j', async (line, reply, code) => {
    const { socket } = await connectToSwitch({ ...REPLIES, [line]: reply })
    await expect(observe(socket)).rejects.toMatchObject({ code })
  })
})

it('runOrFail makes an error of a refusal', async () => {
  const rescan = rescanProfile('nope')
  const { socket } = await connectToSwitch({ [rescan.line]: recorded('sofia-profile-rescan.no-profile') })
  await expect(runOrFail(socket, rescan)).rejects.toMatchObject({ code: 'GW408' })
})

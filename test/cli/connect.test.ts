import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findAddress } from '../../src/cli/connect.ts'
import { readConfiguration, type Configuration } from '../../src/cli/inputs.ts'
import { writeConf } from '../support/small-conf.ts'

let conf: string
beforeEach(() => {
  conf = mkdtempSync(join(tmpdir(), 'gwctl-connect-'))
})
afterEach(() => rmSync(conf, { recursive: true, force: true }))

const read = (): Configuration => readConfiguration(conf)

describe('where the event socket is', () => {
  it.each([
    [undefined, { host: '127.0.0.1', port: 25921, password: 'ClueCon' }],
    [{ password: 'other' }, { host: '127.0.0.1', port: 25921, password: 'other' }],
    [{ port: 8022 }, { host: '127.0.0.1', port: 8022, password: 'ClueCon' }],
    [{ host: 'sbc.example' }, { host: 'sbc.example', port: 25921, password: 'ClueCon' }],
  ])(
    'is read from event_socket.conf.xml as far as the YAML does not say it: %j',
    async (eventSocket, expected) => {
      writeConf(conf, { port: 25921 })
      expect(await findAddress({ ...(eventSocket && { eventSocket }) }, read)).toEqual(expected)
    },
  )

  it('is read from nowhere else where the YAML says it all', async () => {
    const eventSocket = { host: 'sbc.example', port: 8022, password: 'other' }
    const neverRead = (): never => {
      throw new Error('was read')
    }
    expect(await findAddress({ eventSocket }, neverRead)).toEqual(eventSocket)
  })

  it('does not need the password of the file where the YAML has one', async () => {
    const text = `<configuration name="event_socket.conf"><settings>
<param name="listen-port" value="25921"/><param name="password" value="$\${runtime}"/>
</settings></configuration>`
    writeConf(conf, {
      files: {
        'autoload_configs/event_socket.conf.xml': text,
        'freeswitch.xml': '<document>\n<X-PRE-PROCESS cmd="exec-set" data="runtime=id"/>\n</document>\n',
      },
    })
    const eventSocket = { password: 'other' }
    expect(await findAddress({ eventSocket }, read)).toMatchObject({ port: 25921, password: 'other' })
    await expect(findAddress({ eventSocket: { port: 1 } }, read)).rejects.toMatchObject({ code: 'GW106' })
  })

  it('is the usual one of FreeSWITCH where nothing can be read and a password is given', async () => {
    const usual = { host: '127.0.0.1', port: 8021, password: 'other' }
    expect(await findAddress({ eventSocket: { password: 'other' } }, read)).toEqual(usual)
    await expect(findAddress({ eventSocket: { port: 8022 } }, read)).rejects.toMatchObject({ code: 'GW106' })
  })
})

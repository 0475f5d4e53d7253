import { readRules } from '../../src/config/read-rules.ts'
import { mapIn } from '../../src/config/node.ts'
import { parseYaml } from '../../src/config/parse-yaml.ts'
import { desiredOf, loadText } from './load-text.ts'

const read = (policy: string): ReturnType<typeof readRules> => {
  const { root } = parseYaml('a.yaml', `policy: ${policy}\n`)
  if (root?.kind !== 'map') throw new Error('no map')
  return readRules(mapIn(root, 'policy'))
}

describe('readRules', () => {
  it('takes a severity alone, or one with options and exceptions', () => {
    const rule = '{ severity: warning, limit: 7, hosts: [a], except: [{ gateway: external/a, reason: why }] }'
    expect(read(`{ rules: { one: error, two: off, three: ${rule}, four: {} }, plugins: [./a.js] }`)).toEqual({
      rules: [
        { name: 'one', severity: 'error', options: {}, except: [], at: expect.anything() },
        { name: 'two', severity: 'off', options: {}, except: [], at: expect.anything() },
        {
          name: 'three',
          severity: 'warning',
          options: { limit: 7, hosts: ['a'] },
          except: [{ gateway: 'external/a', reason: 'why', at: expect.anything() }],
          at: expect.anything(),
        },
        { name: 'four', severity: 'error', options: {}, except: [], at: expect.anything() },
      ],
      plugins: [{ path: './a.js', at: expect.anything() }],
    })
  })

  it('leaves out what has not the right form: the schema reports it', () => {
    expect(read('{}')).toEqual({})
    expect(read('{ rules: 7, plugins: 7 }')).toEqual({})
    expect(read('{ plugins: [[a]] }')).toEqual({ plugins: [] })
    const { rules } = read('{ rules: { a: [], b: { except: [7, {}, { gateway: x }] } } }')
    expect(rules).toMatchObject([
      { name: 'a', severity: 'error', except: [] },
      { name: 'b', except: [] },
    ])
  })

  it('reads the exceptions of a gateway with their reasons', () => {
    const loaded = loadText(
      'version: 1\nfreeswitch: { conf: ./conf }\nprofiles: { external: { gateways: { a: { proxy: h, register: false, policy: { except: { mine: why } } } } } }\n',
    )
    const [gateway] = desiredOf(loaded).profiles[0]?.gateways ?? []
    expect([...(gateway?.exceptions ?? [])]).toMatchObject([['mine', { reason: 'why' }]])
  })
})

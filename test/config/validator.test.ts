import type { ErrorObject } from 'ajv/dist/2020.js'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AJV_OPTIONS, validateDesired } from '../../src/config/validator.ts'

/** The module that the build puts in its place. */
const BUILT = pathToFileURL(join(process.cwd(), 'dist', 'config', 'validator.js')).href

interface Validator {
  readonly AJV_OPTIONS: typeof AJV_OPTIONS
  readonly validateDesired: typeof validateDesired
}

const GATEWAY = { proxy: 'sip.example', username: 'u', password: 'p', 'expire-seconds': 600 }
const withGateway = (gateway: unknown): unknown => ({
  version: 1,
  profiles: { external: { gateways: { a: gateway } } },
})

const withSettings = (settings: unknown): unknown => ({ version: 1, profiles: { p: { settings } } })

/** But for where in the schema it stands: the build has in one place what stands alike in several. */
function told(errors: readonly ErrorObject[]): unknown {
  return errors.map((each) => ({ ...each, schemaPath: undefined }))
}

describe('the compiled schema', () => {
  it.each<[string, unknown, number]>([
    ['a good file', withGateway(GATEWAY), 0],
    ['no map', [], 1],
    ['nothing', null, 1],
    ['another version', { version: 2 }, 1],
    ['several faults', { version: '1', polcy: {}, profiles: { p: { prune: 'some', gateways: [] } } }, 4],
    ['wrong types', withGateway({ ...GATEWAY, proxy: {}, register: [], 'expire-seconds': 'soon' }), 3],
    ['settings', withSettings({ 'sip-trace': 'maybe', 'sip-port': 'x', 'rtp-ip': [], 'no-such': 1 }), 4],
    ['unknown keys', withGateway({ ...GATEWAY, porxy: 'x', __proto__: null, constructor: 1 }), 2],
    ['lists', withGateway({ ...GATEWAY, variables: [{ name: '' }, 'x'], subscriptions: [{}] }), 4],
  ])('says of %s what the schema says', async (_, value, errors) => {
    const built = (await import(BUILT)) as Validator
    const expected = validateDesired(value)
    expect(expected).toHaveLength(errors)
    expect(told(built.validateDesired(value))).toEqual(told(expected))
  })

  it('was compiled as it is compiled here', async () => {
    const built = (await import(BUILT)) as Validator
    expect(built.AJV_OPTIONS).toEqual(AJV_OPTIONS)
  })
})

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readKey } from '../../src/apply/digest-key.ts'
import { startedGateways, forgetGateways, noteGateways } from '../../src/apply/gateway-notes.ts'
import type { Meaning } from '../../src/model/meaning.ts'
import { meaningOf } from '../../src/plan/meaning.ts'
import { change, plan } from '../support/plan-parts.ts'
import { definition } from '../support/plan-world.ts'

const CORE = 'f1f1f1f1-0000-4000-8000-000000000001'
const CONTEXT = { gateway: 'acme', globals: new Map<string, string>(), profileContext: undefined }
const meaning = (password: string): Meaning =>
  meaningOf(definition({ proxy: 'h', username: 'u', password }), CONTEXT)
const started = (password: string): ReturnType<typeof plan> =>
  plan({ coreUuid: CORE, changes: [change('update', { runtime: { meaning: meaning(password) } })] })
const killed = plan({ coreUuid: CORE, changes: [change('delete', { runtime: { start: false } })] })

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gwctl-notes-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const file = (): string => join(root, '.gwctl/gateways.json')
const tells = (password: string, core = CORE): boolean | undefined =>
  startedGateways(root, core, readKey(root)).applied('external/acme', meaning(password))

describe('notes of gateways', () => {
  it('tell what was applied last, and hold no value of it', () => {
    expect(tells('one')).toBeUndefined()
    noteGateways(root, started('one'))
    expect([tells('one'), tells('two')]).toEqual([true, false])
    noteGateways(root, started('two'))
    expect([tells('one'), tells('two')]).toEqual([false, true])
    expect(readFileSync(file(), 'utf8')).not.toMatch(/one|two|"h"/)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it('tell by name what no status shows and has changed', () => {
    const changed = (params: Record<string, string>, core = CORE): readonly string[] => {
      const now = meaningOf(definition({ proxy: 'h', username: 'u', ...params }), CONTEXT)
      return startedGateways(root, core, readKey(root)).changedSince('external/acme', now)
    }
    const after = definition({ proxy: 'h', username: 'u', password: 'one', 'retry-seconds': '40' })
    const runtime = { meaning: meaningOf(after, CONTEXT) }
    expect(changed({ password: 'two' })).toEqual([])
    noteGateways(root, plan({ coreUuid: CORE, changes: [change('update', { after, runtime })] }))
    expect(changed({ password: 'one', 'retry-seconds': '40' })).toEqual([])
    expect(changed({ password: 'two', 'retry-seconds': '40' })).toEqual(['password'])
    expect(changed({ password: 'two' })).toEqual(['password', 'retry-seconds'])
    expect(changed({ password: 'one', proxy: 'other', 'retry-seconds': '40' })).toEqual([])
    expect(changed({ password: 'two' }, 'another')).toEqual([])
    expect(readFileSync(file(), 'utf8')).not.toMatch(/"(one|40)"/)
  })

  it('do not depend on the order of parameters', () => {
    noteGateways(root, started('one'))
    const { params, ...rest } = meaning('one')
    const turned = { ...rest, params: new Map([...params].reverse()) }
    expect(startedGateways(root, CORE, readKey(root)).applied('external/acme', turned)).toBe(true)
  })

  it('tell nothing of another process, of what was killed, and once they are forgotten', () => {
    noteGateways(root, started('one'))
    expect(tells('one', 'another')).toBeUndefined()
    noteGateways(root, killed)
    expect(tells('one')).toBeUndefined()
    noteGateways(root, started('one'))
    forgetGateways(root)
    expect(tells('one')).toBeUndefined()
    expect(() => forgetGateways(root)).not.toThrow()
  })

  it('are not written for what the switch was not told', () => {
    noteGateways(root, plan({ coreUuid: CORE, changes: [] }))
    noteGateways(root, plan({ changes: started('one').changes }))
    noteGateways(
      root,
      plan({ coreUuid: CORE, changes: [change('adopt', { runtime: { kill: false, start: false } })] }),
    )
    expect(existsSync(join(root, '.gwctl'))).toBe(false)
  })

  it('forget one that was started in a way nobody knows', () => {
    noteGateways(root, started('one'))
    noteGateways(root, plan({ coreUuid: CORE, changes: [change('update')] }))
    expect(tells('one')).toBeUndefined()
  })

  it.each([
    '{',
    'null',
    '[]',
    `{"coreUuid":"${CORE}"}`,
    `{"coreUuid":"${CORE}","gateways":null}`,
    `{"coreUuid":"${CORE}","gateways":3}`,
    `{"coreUuid":"${CORE}","gateways":{"external/acme":1}}`,
    `{"coreUuid":"${CORE}","gateways":{"external/acme":{"meaning":"x"}}}`,
    `{"coreUuid":"${CORE}","gateways":{"external/acme":{"meaning":"x","unshown":{"password":1}}}}`,
  ])('tell nothing where they are damaged: %s', (text) => {
    noteGateways(root, started('one'))
    writeFileSync(file(), text)
    expect(tells('one')).toBeUndefined()
    noteGateways(root, started('one'))
    expect(tells('one')).toBe(true)
  })

  it('that cannot be written end no apply', () => {
    noteGateways(root, started('one'))
    rmSync(file())
    mkdirSync(file())
    expect(() => noteGateways(root, started('two'))).not.toThrow()
    expect(tells('two')).toBeUndefined()
  })

  it('tell nothing without the key', () => {
    noteGateways(root, started('one'))
    const { applied, changedSince } = startedGateways(root, CORE, undefined)
    expect(applied('external/acme', meaning('one'))).toBeUndefined()
    expect(changedSince('external/acme', meaning('two'))).toEqual([])
  })
})

import type { Change, RuntimeChange } from '../../src/model/plan.ts'
import { briefConsequence, callsNote } from '../../src/render/brief-consequence.ts'
import { change } from '../support/plan-parts.ts'

const idle: Partial<RuntimeChange> = { kill: false, start: false }
const rises: Partial<RuntimeChange> = { registersBefore: false }
const falls: Partial<RuntimeChange> = { registersAfter: false }

describe('briefConsequence', () => {
  it.each<[given: Change, told: string]>([
    [change('adopt', { runtime: idle }), 'none: only the marker is set'],
    [change('delete'), 'stops: new calls through it fail'],
    [change('delete', { runtime: idle }), 'none: it does not run'],
    [change('delete', { movedTo: 'internal' }), 'stops here: no calls until it runs in internal'],
    [change('create', { runtime: { kill: false } }), 'starts and registers'],
    [change('create', { runtime: { kill: false, ...falls } }), 'starts'],
    [change('update'), 're-registers, about 0.1 s without calls'],
    [change('update', { canary: 'c' }), 'tried first as c, then re-registers, about 0.1 s without calls'],
    [change('update', { runtime: rises }), 'is replaced, no calls out until it has registered'],
    [change('update', { runtime: falls }), 'unregisters and is replaced, about 0.1 s without calls out'],
    [change('recreate', { runtime: { ...rises, ...falls } }), 'is replaced, no calls out for a moment'],
  ])('%#', (given, told) => expect(briefConsequence(given)).toBe(told))
})

describe('callsNote', () => {
  it('says nothing where nothing that runs is touched', () => {
    expect(
      callsNote({
        changes: [change('create', { runtime: { kill: false } }), change('adopt', { runtime: idle })],
      }),
    ).toBe('')
  })

  it('says nothing where a profile restarts or goes, which tells its calls itself', () => {
    const profiles = [{ kind: 'profile', action: 'restart', profile: 'external', reasons: [] } as const]
    expect(callsNote({ changes: [change('update')], profiles })).toBe('')
  })

  it('tells what times rest on only where a time is told', () => {
    expect(callsNote({ changes: [change('delete', { runtime: { start: false } })] })).toBe(
      'Calls in progress go on.',
    )
    expect(callsNote({ changes: [change('update')] })).toMatch(
      /^Calls in progress go on\. The times are of a near carrier/,
    )
  })
})

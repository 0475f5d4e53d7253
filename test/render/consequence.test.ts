import type { Change, RuntimeChange } from '../../src/model/plan.ts'
import { consequenceOf, waitingNote } from '../../src/render/consequence.ts'
import { change, command, wait } from '../support/plan-parts.ts'

const rises: Partial<RuntimeChange> = { registersBefore: false }
const falls: Partial<RuntimeChange> = { registersAfter: false }

describe('consequenceOf', () => {
  it.each<[name: string, given: Change, told: string]>([
    [
      'an adoption',
      change('adopt', { runtime: { kill: false, start: false } }),
      'sets the marker; the running switch is not touched',
    ],
    ['a delete', change('delete'), 'stops it: new calls through it fail at once; established calls go on'],
    [
      'a delete of what does not run',
      change('delete', { runtime: { kill: false } }),
      'it does not run; only its definition goes',
    ],
    [
      'the deleting side of a move',
      change('delete', { movedTo: 'internal' }),
      'stops it here: no calls through it until it runs in internal; established calls go on',
    ],
    ['a new one', change('create', { runtime: { kill: false } }), 'starts it and registers it'],
    [
      'a new one that does not register',
      change('create', { runtime: { kill: false, ...falls } }),
      'starts it',
    ],
    [
      'an update of one that registers',
      change('update'),
      're-registers it: without calls for about 0.1 s (0.5 s far away, seconds where packets get lost); established calls go on',
    ],
    [
      'one that is tried first',
      change('update', { canary: 'gwctl-canary-acme' }),
      'first has to register as gwctl-canary-acme (a carrier that keeps one Contact an account sends calls in to that one meanwhile), then re-registers it: without calls for about 0.1 s (0.5 s far away, seconds where packets get lost); established calls go on',
    ],
    [
      'one that is tried first and did not register before',
      change('update', { canary: 'gwctl-canary-acme', runtime: rises }),
      'first has to register as gwctl-canary-acme, then replaces it: no calls out until it has registered; established calls go on',
    ],
    [
      'one that is tried first and moves',
      change('create', { canary: 'c', movedFrom: 'internal', runtime: { ...rises, kill: false } }),
      'first has to register as c (a carrier that keeps one Contact an account sends calls in to that one meanwhile), then starts it and registers it',
    ],
    [
      'one that registers from now on',
      change('update', { runtime: rises }),
      'replaces it: no calls out until it has registered; established calls go on',
    ],
    [
      'one that registers no longer',
      change('update', { runtime: falls }),
      'unregisters and replaces it: about 0.1 s without calls out; established calls go on',
    ],
    [
      'one that never registers',
      change('recreate', { runtime: { ...rises, ...falls } }),
      'replaces it: no calls out for a moment; established calls go on',
    ],
  ])('%s', (_, given, told) => expect(consequenceOf(given)).toBe(told))
})

describe('waitingNote', () => {
  it('says nothing where nothing is waited for', () => {
    expect(waitingNote([command('reloadxml')])).toBe('')
  })

  it('names what is sent while waiting', () => {
    expect(waitingNote([wait('acme')])).toBe(
      'While it waits, gwctl sends `sendevent TRAP`, so that the switch looks at its gateways at once.\n',
    )
  })

  it('tells what the times rest on where something registers anew', () => {
    const note = waitingNote([wait('acme', 'DOWN'), wait('acme', 'REGED')])
    expect(note).toMatch(/about 2\.5 s for calls out and 1 s\nfor calls in/)
  })
})

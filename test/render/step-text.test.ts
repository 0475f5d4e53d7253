import type { Step } from '../../src/model/step.ts'
import { stepLines, stepText } from '../../src/render/step-text.ts'
import { command, wait } from '../support/plan-parts.ts'

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `g${index + 1}`)
const killgw = (name: string): Step => command(`sofia profile external killgw external::${name}`)

function batch(gateways: readonly string[]): Step {
  return {
    kind: 'verify',
    batch: 1,
    of: 2,
    gateways: gateways.map((gateway) => ({ profile: 'external', gateway })),
  }
}

describe('stepText', () => {
  it.each<[step: Step, text: string]>([
    [command('reloadxml'), 'reloadxml'],
    [command('sofia profile a\nb rescan'), 'sofia profile a\\x0ab rescan'],
    [wait('acme'), 'wait until acme is gone'],
    [wait('acme', 'DOWN'), 'wait until acme is DOWN: its un-REGISTER has left'],
    [wait('acme', 'REGED'), 'wait until acme is REGED'],
    [
      { kind: 'wait', profile: 'external', event: 'sofia::gateway_state', gateway: 'acme' },
      'wait until acme changes its state',
    ],
    [
      {
        kind: 'wait',
        profile: 'external',
        event: 'sofia::gateway_state',
        state: 'REGED',
        gateway: 'gwctl-canary-acme',
        canaryOf: 'acme',
      },
      'wait until gwctl-canary-acme is REGED; unless it is, stop here: acme is not touched',
    ],
    [
      { kind: 'file', profile: 'external', action: 'write', path: 'sip_profiles/external/c.xml' },
      'write sip_profiles/external/c.xml',
    ],
    [
      batch(names(3)),
      'verify batch 1 of 2: external/g1, external/g2, external/g3; unless all are healthy, stop here',
    ],
    [
      batch(names(5)),
      'verify batch 1 of 2: external/g1, external/g2, external/g3 and 2 more; unless all are healthy, stop here',
    ],
    [
      { kind: 'settle', profile: 'external', seconds: 4 },
      'wait until 4 s after the un-REGISTER, then refresh: a late copy of it may have removed the binding',
    ],
  ])('%j', (step, text) => expect(stepText(step)).toBe(text))
})

describe('stepLines', () => {
  it('numbers commands and not waits', () => {
    const settle: Step = { kind: 'settle', profile: 'external', seconds: 1 }
    expect(stepLines([command('reloadxml'), killgw('a'), wait('a', 'DOWN'), settle])).toEqual([
      ' 1. reloadxml',
      ' 2. sofia profile external killgw external::a',
      '    wait until a is DOWN: its un-REGISTER has left',
      '    wait until 1 s after the un-REGISTER, then refresh: a late copy of it may have removed the binding',
    ])
  })

  it('shows six of a kind', () => {
    expect(stepLines(names(6).map(killgw))).toHaveLength(6)
  })

  it('counts what is alike beyond that, and goes on with the right number', () => {
    const waits = names(7).map((each) => wait(each, 'DOWN'))
    expect(stepLines([...names(7).map(killgw), ...waits, command('reloadxml')])).toEqual([
      ' 1. sofia profile external killgw external::g1',
      ' 2. sofia profile external killgw external::g2',
      '    ... and 5 more like it',
      '    wait until g1 is DOWN: its un-REGISTER has left',
      '    wait until g2 is DOWN: its un-REGISTER has left',
      '    ... and 5 more like it',
      ' 8. reloadxml',
    ])
  })

  it('keeps batches apart, and what is written from what is removed', () => {
    const file = (action: 'write' | 'remove'): Step => ({ kind: 'file', profile: 'p', action, path: 'a.xml' })
    const steps = [
      file('write'),
      file('remove'),
      ...names(8).map((each, at) => ({ ...batch([each]), batch: at + 1 })),
    ]
    expect(stepLines(steps)).toHaveLength(10)
  })

  it('keeps waits for different things apart', () => {
    const steps = [wait('a', 'DOWN'), wait('b'), wait('c', 'REGED')]
    expect(stepLines(steps)).toHaveLength(3)
    expect(stepLines([])).toEqual([])
  })
})

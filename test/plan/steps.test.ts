import { buildPlan } from '../../src/plan/build.ts'
import { stepLines } from '../../src/render/step-text.ts'
import { desired, disk, gateway, live, running } from '../support/plan-world.ts'

const account = { proxy: 'p.example', username: 'alice', password: 'pw-of-alice' }
const trunk = { proxy: 'p.example', register: 'false' }

function steps(
  wanted: Parameters<typeof desired>[0],
  standing: Record<string, Record<string, string>>,
  runs: ReturnType<typeof running>[],
  profiles?: string[],
): string[] {
  const names = [...new Set([...(profiles ?? ['external'])])]
  const { plan, diagnostics } = buildPlan(
    desired(
      wanted,
      names.map((name) => ({ name })),
    ),
    disk(standing, { managed: Object.keys(standing), profiles: names }),
    live(runs, { profiles: names.map((name) => ({ name, state: 'RUNNING' })) }),
  )
  expect(diagnostics.filter((each) => each.severity === 'error')).toEqual([])
  return stepLines(plan?.steps ?? []).map((line) => line.trim())
}

describe('runtimeSteps', () => {
  it('sends nothing when there is nothing to do', () => {
    expect(
      steps([gateway('external/a', trunk)], { 'external/a': trunk }, [running('external/a', trunk)]),
    ).toEqual([])
  })

  it('adds with one rescan, without killing and without waiting', () => {
    expect(steps([gateway('external/a', account), gateway('external/b', trunk)], {}, [])).toEqual([
      '1. sofia profile external rescan reloadxml',
    ])
  })

  it('replaces a gateway that does not register without waiting', () => {
    expect(
      steps([gateway('external/a', { ...trunk, ping: '25' })], { 'external/a': trunk }, [
        running('external/a', trunk),
      ]),
    ).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::a',
      '3. sofia profile external rescan reloadxml',
    ])
  })

  it('waits for the un-REGISTER of a registering gateway, and refreshes after the copies of it', () => {
    expect(
      steps([gateway('external/a', { ...account, 'expire-seconds': '600' })], { 'external/a': account }, [
        running('external/a', account),
      ]),
    ).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::a',
      'wait until a is DOWN: its un-REGISTER has left',
      '3. sofia profile external rescan reloadxml',
      'wait until a is REGED',
      'wait until 1 s after the un-REGISTER, then refresh: a late copy of it may have removed the binding',
      '4. sofia profile external register external::a',
      'wait until a is REGED',
      'wait until 4 s after the un-REGISTER, then refresh: a late copy of it may have removed the binding',
      '5. sofia profile external register external::a',
      'wait until a is REGED',
    ])
  })

  it('never registers a gateway that no longer registers', () => {
    const lines = steps([gateway('external/a', trunk)], { 'external/a': account }, [
      running('external/a', account),
    ])
    expect(lines).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::a',
      'wait until a is DOWN: its un-REGISTER has left',
      '3. sofia profile external rescan reloadxml',
    ])
  })

  it('needs no refresh where nothing was registered before', () => {
    const lines = steps([gateway('external/a', account)], { 'external/a': trunk }, [
      running('external/a', trunk),
    ])
    expect(lines).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::a',
      '3. sofia profile external rescan reloadxml',
    ])
  })

  it('only kills what only goes', () => {
    expect(
      steps([gateway('external/b', trunk)], { 'external/a': account, 'external/b': trunk }, [
        running('external/a', account),
        running('external/b', trunk),
      ]),
    ).toEqual(['1. reloadxml', '2. sofia profile external killgw external::a'])
  })

  it('reloads when a gateway that does not run goes from disk', () => {
    expect(
      steps([gateway('external/b', trunk)], { 'external/a': account, 'external/b': trunk }, [
        running('external/b', trunk),
      ]),
    ).toEqual(['1. reloadxml'])
  })

  it('kills all, then rescans each profile once', () => {
    const changed = { ...trunk, ping: '25' }
    expect(
      steps(
        [gateway('external/a', changed), gateway('external/b', changed), gateway('internal/c', changed)],
        { 'external/a': trunk, 'external/b': trunk, 'internal/c': trunk },
        [running('external/a', trunk), running('external/b', trunk), running('internal/c', trunk)],
        ['external', 'internal'],
      ),
    ).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::a',
      '3. sofia profile external killgw external::b',
      '4. sofia profile internal killgw internal::c',
      '5. sofia profile external rescan reloadxml',
      '6. sofia profile internal rescan reloadxml',
    ])
  })

  it('moves a name only after it is gone from the other profile', () => {
    expect(
      steps(
        [gateway('internal/a', account)],
        { 'external/a': account },
        [running('external/a', account)],
        ['external', 'internal'],
      ),
    ).toEqual([
      '1. reloadxml',
      '2. sofia profile external killgw external::a',
      'wait until a is gone',
      '3. sofia profile internal rescan reloadxml',
    ])
  })

  it('adopts without a command', () => {
    const { plan } = buildPlan(
      desired([gateway('external/a', trunk)]),
      disk({ 'external/a': trunk }),
      live([running('external/a', trunk)]),
    )
    expect(plan?.changes.map((each) => each.action)).toEqual(['adopt'])
    expect(plan?.steps).toEqual([])
    expect(plan?.files).toHaveLength(1)
  })
})

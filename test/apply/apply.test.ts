import { account, CARRIER, texts, wanted, withLab, yaml } from './lab.ts'

describe('applyPlan', () => {
  it('creates a gateway with one rescan and nothing else', () =>
    withLab({}, async (lab) => {
      const result = await lab.apply(await lab.plan(yaml(wanted('acme', 'alice'))))
      expect(result).toMatchObject({ outcome: 'applied', left: [] })
      expect(result.gateways).toMatchObject([
        { gateway: 'acme', action: 'create', health: 'healthy', owed: true },
      ])
      expect(lab.commands).toEqual(['sofia profile external rescan reloadxml'])
      expect(lab.bound()).toEqual(['alice'])
    }))

  it('changes a gateway and keeps its binding', () =>
    withLab({ gateways: { 'external/acme': account('alice') } }, async (lab) => {
      await lab.settled(['acme'])
      const result = await lab.apply(await lab.plan(yaml(wanted('acme', 'alice', ', ping: 25'))))
      expect(result).toMatchObject({ outcome: 'applied', left: [] })
      expect(result.gateways).toMatchObject([
        { gateway: 'acme', action: 'update', health: 'healthy', owed: true },
      ])
      expect(result.gateways[0]?.awayMs).toBeGreaterThan(0)
      expect(lab.commands.slice(0, 3)).toEqual([
        'reloadxml',
        'sofia profile external killgw external::acme',
        'sofia profile external rescan reloadxml',
      ])
      expect(lab.bound()).toEqual(['alice'])
      expect((await lab.gateway('acme'))?.pingfreq).toBe(25)
    }))

  it('deletes a gateway, its file and its binding', () =>
    withLab(
      { gateways: { 'external/acme': account('alice'), 'external/other': account('bob') } },
      async (lab) => {
        await lab.settled(['acme', 'other'])
        const result = await lab.apply(await lab.plan(yaml(wanted('other', 'bob'))))
        expect(result).toMatchObject({ outcome: 'applied', gateways: [{ gateway: 'acme', health: 'gone' }] })
        expect(lab.commands).toEqual(['reloadxml', 'sofia profile external killgw external::acme'])
        expect(lab.bound()).toEqual(['bob'])
        expect(await lab.gateway('acme')).toBeUndefined()
        expect(texts(lab.snapshot())).not.toHaveProperty(['sip_profiles/external/acme.xml'])
      },
    ))

  it('adopts without any command', () => {
    const unmarked = Object.fromEntries(
      Object.entries(account('alice')).filter(([name]) => name !== 'managed'),
    )
    return withLab({ gateways: { 'external/acme': unmarked } }, async (lab) => {
      await lab.settled(['acme'])
      const result = await lab.apply(await lab.plan(yaml(wanted('acme', 'alice'))))
      expect(result).toMatchObject({
        outcome: 'applied',
        gateways: [{ action: 'adopt', health: 'untouched' }],
      })
      expect(lab.commands).toEqual([])
      expect(lab.read('sip_profiles/external/acme.xml')).toContain('<!-- gwctl: managed external/acme -->')
    })
  })

  it('moves a gateway to another profile', () =>
    withLab(
      { gateways: { 'external/acme': account('alice'), 'external/other': account('bob') } },
      async (lab) => {
        await lab.settled(['acme', 'other'])
        const moved = yaml(wanted('other', 'bob'), `  internal:\n    gateways:\n${wanted('acme', 'alice')}`)
        const result = await lab.apply(await lab.plan(moved))
        expect(result).toMatchObject({ outcome: 'applied', left: [] })
        expect(lab.commands.slice(0, 3)).toEqual([
          'reloadxml',
          'sofia profile external killgw external::acme',
          'sofia profile internal rescan reloadxml',
        ])
        expect(await lab.gateway('acme')).toMatchObject({ profile: 'internal', state: 'REGED' })
        expect(lab.bound()).toEqual(['alice', 'bob'])
      },
    ))

  it('recreates what is right on disk and does not run, without touching a file', () =>
    withLab({}, async (lab) => {
      const plan = await lab.plan(yaml(wanted('acme', 'alice')))
      for (const file of plan.files) lab.write(file.path, file.after ?? '')
      const before = lab.snapshot()
      const again = await lab.plan(yaml(wanted('acme', 'alice')))
      expect(again.changes).toMatchObject([{ action: 'recreate' }])
      expect(await lab.apply(again)).toMatchObject({ outcome: 'applied', gateways: [{ health: 'healthy' }] })
      expect(lab.snapshot()).toEqual(before)
      expect(lab.bound()).toEqual(['alice'])
    }))

  it('carries out changes of all kinds in two profiles at once', () =>
    withLab({ gateways: MIXED }, async (lab) => {
      await lab.settled(['changed', 'gone', 'kept', 'changed-too'])
      const plan = await lab.plan(
        yaml(
          wanted('changed', 'u1', ', ping: 25') + wanted('kept', 'u3') + wanted('new', 'u5'),
          `  internal:\n    gateways:\n${wanted('changed-too', 'u4', ', ping: 25')}`,
        ),
      )
      expect(await lab.apply(plan)).toMatchObject({ outcome: 'applied', left: [] })
      expect(lab.commands.filter((each) => each.includes('rescan'))).toEqual([
        'sofia profile external rescan reloadxml',
        'sofia profile internal rescan reloadxml',
      ])
      expect(lab.commands.filter((each) => each.includes('killgw')).sort()).toEqual([
        'sofia profile external killgw external::changed',
        'sofia profile external killgw external::gone',
        'sofia profile internal killgw internal::changed-too',
      ])
      expect(lab.bound()).toEqual(['u1', 'u3', 'u4', 'u5'])
    }))

  it('sends exactly the commands of the plan, in their order', () =>
    withLab({ gateways: MIXED }, async (lab) => {
      await lab.settled(['changed', 'gone', 'kept', 'changed-too'])
      const plan = await lab.plan(yaml(wanted('changed', 'u1', ', ping: 25') + wanted('kept', 'u3')))
      await lab.apply(plan)
      const planned = plan.steps.flatMap((step) => (step.kind === 'command' ? [step.command] : []))
      expect(lab.commands).toEqual(planned)
    }))

  it('leaves a plan that is empty afterwards', () =>
    withLab({ gateways: MIXED }, async (lab) => {
      await lab.settled(['changed', 'gone', 'kept', 'changed-too'])
      const text = yaml(wanted('changed', 'u1', ', ping: 25') + wanted('new', 'u5') + wanted('kept', 'u3'))
      await lab.apply(await lab.plan(text))
      const again = await lab.plan(text)
      expect({ changes: again.changes, files: again.files, steps: again.steps }).toEqual({
        changes: [],
        files: [],
        steps: [],
      })
    }))

  it('does nothing at all when nothing is to do', () =>
    withLab({ gateways: { 'external/acme': account('alice') } }, async (lab) => {
      await lab.settled(['acme'])
      const before = lab.snapshot()
      const plan = await lab.plan(yaml(wanted('acme', 'alice')))
      expect(await lab.apply(plan)).toEqual({ outcome: 'unchanged', gateways: [], left: [] })
      expect(lab.snapshot()).toEqual(before)
      expect(lab.commands).toEqual([])
    }))

  it('needs no wait where nothing registers', () =>
    withLab(
      { gateways: { 'external/acme': { managed: 'yes', proxy: CARRIER, register: 'false' } } },
      async (lab) => {
        const plan = await lab.plan(
          yaml(`      acme: { proxy: "${CARRIER}", register: false, context: other }\n`),
        )
        expect(plan.steps.filter((step) => step.kind !== 'command')).toEqual([])
        const result = await lab.apply(plan)
        expect(result).toMatchObject({ outcome: 'applied', gateways: [{ health: 'healthy' }] })
        expect(await lab.gateway('acme')).toMatchObject({ context: 'other', state: 'NOREG' })
      },
    ))
})

const MIXED = {
  'external/changed': account('u1'),
  'external/gone': account('u2'),
  'external/kept': account('u3'),
  'internal/changed-too': account('u4'),
}

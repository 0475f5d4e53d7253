import type { Change } from '../../src/model/plan.ts'
import {
  PLAN_FORMAT_VERSION,
  planDocument,
  renderPlanJson,
  stepDocument,
} from '../../src/render/plan-json.ts'
import { change, command, fileChange, plan, wait } from '../support/plan-parts.ts'

const documentOf = (parts: Parameters<typeof plan>[0]): Record<string, unknown> =>
  planDocument(plan(parts), new Map())

describe('renderPlanJson', () => {
  it('is one document with the version of its form, and ends with a line end', () => {
    const text = renderPlanJson(plan())
    expect(text.endsWith('}\n')).toBe(true)
    expect(JSON.parse(text)).toEqual({
      formatVersion: PLAN_FORMAT_VERSION,
      observed: true,
      summary: {
        create: 0,
        update: 0,
        delete: 0,
        adopt: 0,
        recreate: 0,
        unchanged: 0,
        unmanaged: 0,
        settings: 0,
        profiles: 0,
      },
      changes: [],
      files: [],
      commands: [],
      unmanaged: [],
      refusals: [],
      warnings: [],
    })
  })

  it('has exceptions from the policy where there are any', () => {
    const exceptions = [{ rule: 'ping-required', gateway: 'external/a', reason: 'ticket 4711' }]
    expect(JSON.parse(renderPlanJson(plan({ exceptions })))).toMatchObject({ exceptions })
  })

  it('gives warnings their line', () => {
    const at = { file: 'a.yaml', offset: 4, length: 1 }
    const warnings = [{ code: 'GW108', severity: 'warning', message: 'm', hint: 'h', at } as const]
    const text = renderPlanJson(plan({ warnings }), new Map([['a.yaml', 'x:\n y: 1\n']]))
    expect(JSON.parse(text)).toMatchObject({ warnings: [{ file: 'a.yaml', line: 2, column: 2 }] })
  })
})

describe('stepDocument', () => {
  it('is one step as it stands among the commands', () => {
    expect(stepDocument(command('reloadxml'))).toEqual({ profile: 'external', command: 'reloadxml' })
  })
})

describe('planDocument', () => {
  it.each<[name: string, given: Change, live: true | undefined]>([
    ['a recreation', change('recreate'), true],
    ['a recreation that adopts', change('recreate', { reasons: ['it does not run', 'adopted'] }), undefined],
    ['a delete of what only runs', change('delete'), true],
    [
      'a delete of what stands on disk',
      change('delete', { before: { params: new Map(), variables: [], subscriptions: [] } }),
      undefined,
    ],
    ['an update', change('update'), undefined],
  ])('marks as live what changes no file: %s', (_, given, live) => {
    const [told] = documentOf({ changes: [given] })['changes'] as Record<string, unknown>[]
    expect(told?.['live']).toBe(live)
  })

  it('names both ends of a move and nothing of the definitions', () => {
    const text = { xml: 'in-the-definition', sensitive: true }
    const definition = { params: new Map([['password', text]]), variables: [], subscriptions: [] }
    const changes = [
      change('create', { movedFrom: 'internal', after: definition }),
      change('delete', { movedTo: 'external', before: definition }),
    ]
    const document = documentOf({ changes })
    expect(document).toMatchObject({ changes: [{ movedFrom: 'internal' }, { movedTo: 'external' }] })
    expect(JSON.stringify(document)).not.toContain('in-the-definition')
  })

  it('tells commands and waits in the order of the steps', () => {
    const steps = [
      command('reloadxml'),
      wait('acme', 'DOWN'),
      wait('acme'),
      { kind: 'settle', profile: 'external', seconds: 1 } as const,
    ]
    const event = { gateway: 'acme', hurry: 'sendevent TRAP' }
    expect(documentOf({ steps })['commands']).toEqual([
      { profile: 'external', command: 'reloadxml' },
      { profile: 'external', wait: { event: 'sofia::gateway_state', state: 'DOWN', ...event } },
      { profile: 'external', wait: { event: 'sofia::gateway_delete', ...event } },
      { profile: 'external', wait: { seconds: 1, since: 'sofia::gateway_state DOWN' } },
    ])
  })

  it('gives each file as a diff without its bytes', () => {
    expect(documentOf({ files: [fileChange('p [[one]]\n', 'p [[two]]\n')] })['files']).toEqual([
      {
        path: 'a.xml',
        action: 'update',
        diff: '--- a.xml\n+++ a.xml\n@@ -1,1 +1,1 @@\n-p ******** (old)\n+p ******** (new)\n',
      },
    ])
  })

  it('shows canaries and batches, and nothing of their files', () => {
    const document = documentOf({
      changes: [change('update', { canary: 'gwctl-canary-acme' })],
      temporary: [fileChange(null, 'text-of-the-canary', 'c.xml')],
      steps: [
        { kind: 'file', profile: 'external', action: 'write', path: 'c.xml' },
        {
          kind: 'wait',
          profile: 'external',
          event: 'sofia::gateway_state',
          state: 'REGED',
          gateway: 'gwctl-canary-acme',
          canaryOf: 'acme',
        },
        { kind: 'verify', batch: 1, of: 2, gateways: [{ profile: 'external', gateway: 'acme' }] },
      ],
    })
    expect(document['changes']).toMatchObject([{ canary: 'gwctl-canary-acme' }])
    expect(document['files']).toEqual([])
    expect(document['commands']).toEqual([
      { profile: 'external', file: { action: 'write', path: 'c.xml' } },
      {
        profile: 'external',
        wait: {
          event: 'sofia::gateway_state',
          state: 'REGED',
          gateway: 'gwctl-canary-acme',
          hurry: 'sendevent TRAP',
          canaryOf: 'acme',
        },
      },
      { verify: { batch: 1, of: 2, gateways: [{ profile: 'external', gateway: 'acme' }] } },
    ])
    expect(JSON.stringify(document)).not.toContain('text-of-the-canary')
  })
})

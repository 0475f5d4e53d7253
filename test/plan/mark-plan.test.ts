import { buildMarkPlan } from '../../src/plan/mark-plan.ts'
import { renderApplyText } from '../../src/render/apply-report.ts'
import { planDocument } from '../../src/render/plan-json.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import type { Disk } from '../../src/model/disk.ts'
import { loadText, desiredOf } from '../config/load-text.ts'
import { gatewayOf, withGatewayFile } from '../xml/conf-fixture.ts'

const XML = `<include>
  <gateway name="free">
    <param name="proxy" value="h.example"/>
    <param name="username" value="alice"/>
    <param name="password" value="pw-of-alice"/>
  </gateway>
  <gateway name="mine">
    <!-- gwctl: managed external/mine -->
    <param name="proxy" value="hidden.example"/>
    <param name="register" value="false"/>
  </gateway>
</include>
`

function both(disk: Disk): ReturnType<typeof gatewayOf>[] {
  return [gatewayOf(disk, 'free'), gatewayOf(disk, 'mine')]
}

describe('buildMarkPlan', () => {
  it('sets markers, and leaves what has one', () => {
    const disk = withGatewayFile(XML)
    const { plan } = buildMarkPlan(disk, both(disk), true, {})
    expect(plan).toMatchObject({
      changes: [{ action: 'adopt', profile: 'external', gateway: 'free' }],
      unchanged: [{ profile: 'external', gateway: 'mine' }],
      steps: [],
      observed: false,
    })
    expect(plan?.files[0]?.after).toBe(
      XML.replace('name="free">\n', 'name="free">\n    <!-- gwctl: managed external/free -->\n'),
    )
  })

  it('drops markers, and says so everywhere', () => {
    const disk = withGatewayFile(XML)
    const { plan } = buildMarkPlan(disk, both(disk), false, {})
    if (plan === undefined) throw new Error('no plan')
    expect(plan.files[0]?.after).toBe(XML.replace(/ *<!-- gwctl.*\n/, ''))
    expect(planDocument(plan, new Map())).toMatchObject({
      summary: { release: 1, adopt: 0 },
      changes: [{ action: 'release', gateway: 'mine' }],
    })
    const text = renderPlanText(plan, { color: false })
    expect(text).toContain('Changes  1 to release; 1 unchanged')
    expect(text).toContain('= external/mine  release')
    expect(text).toContain('drops the marker; the running switch is not touched')
    expect(text).not.toContain('pw-of-alice')
    const gateways = [
      {
        profile: 'external',
        gateway: 'mine',
        action: 'release',
        health: 'untouched',
        detail: 'x',
        owed: false,
      },
    ] as const
    expect(renderApplyText({ outcome: 'applied', gateways, left: [] }, { color: false })).toContain(
      'Applied. 1 released without touching the switch.',
    )
  })

  it('shows nothing that came or comes from a secret', () => {
    const disk = withGatewayFile(XML)
    const shown = (context: Parameters<typeof buildMarkPlan>[3]): string => {
      const { plan } = buildMarkPlan(disk, both(disk), false, context)
      return plan === undefined ? '' : renderPlanText(plan, { color: false })
    }
    expect(shown({})).toContain('hidden.example')
    expect(shown({ knownSecrets: new Map([['mine', ['proxy']]]) })).not.toContain('hidden.example')
    const yaml =
      'version: 1\nfreeswitch: { conf: /c }\nprofiles: { external: { gateways: { mine: { proxy: "${env:P}", register: false } } } }\n'
    const desired = desiredOf(loadText(yaml, { resolveSecrets: false }))
    expect(shown({ desired })).not.toContain('hidden.example')
  })

  it('is none for what cannot be edited, or does not load', () => {
    const disk = withGatewayFile(XML)
    const stuck = { ...gatewayOf(disk, 'free'), uneditable: 'it is spread' }
    expect(buildMarkPlan(disk, [stuck], true, {})).toMatchObject({ diagnostics: [{ code: 'GW203' }] })
    expect(buildMarkPlan(disk, [stuck], true, {}).plan).toBeUndefined()
  })
})

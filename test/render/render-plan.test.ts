import { renderPlanJson } from '../../src/render/plan-json.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import { renderPlan } from '../../src/render/render-plan.ts'
import { change, plan } from '../support/plan-parts.ts'

const made = plan({ changes: [change('update')] })

describe('renderPlan', () => {
  it('is the text without colour unless asked', () => {
    expect(renderPlan(made, 'text')).toBe(renderPlanText(made, { color: false }))
    expect(renderPlan(made, 'text', { color: true })).toBe(renderPlanText(made, { color: true }))
  })

  it('is the JSON document', () => {
    expect(renderPlan(made, 'json', { sources: new Map() })).toBe(renderPlanJson(made))
  })
})

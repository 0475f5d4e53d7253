import { renderPlanHtml } from '../../src/render/plan-html.ts'
import { renderPlanJson } from '../../src/render/plan-json.ts'
import { renderPlanMarkdown } from '../../src/render/plan-markdown.ts'
import { renderPlanText } from '../../src/render/plan-text.ts'
import { PLAN_FORMATS, renderPlan } from '../../src/render/render-plan.ts'
import { change, plan } from '../support/plan-parts.ts'

const made = plan({ changes: [change('update')] })

describe('renderPlan', () => {
  it.each(PLAN_FORMATS)('ends with one line end as %s', (format) => {
    expect(renderPlan(made, format)).toMatch(/[^\n]\n$/)
  })

  it('is the text without colour unless asked', () => {
    expect(renderPlan(made, 'text')).toBe(renderPlanText(made, { color: false }))
    expect(renderPlan(made, 'text', { color: true })).toBe(renderPlanText(made, { color: true }))
  })

  it('is the Markdown, and the page', () => {
    expect(renderPlan(made, 'markdown')).toBe(renderPlanMarkdown(made))
    expect(renderPlan(made, 'html')).toBe(renderPlanHtml(made))
  })

  it('is the JSON document', () => {
    expect(renderPlan(made, 'json', { sources: new Map() })).toBe(renderPlanJson(made))
  })
})

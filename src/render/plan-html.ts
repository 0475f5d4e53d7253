import { gatewayPath } from '../model/gateway.ts'
import type { FileChange, ParamChange, Plan } from '../model/plan.ts'
import { callsNote } from './brief-consequence.ts'
import { waitingNote } from './consequence.ts'
import { diagnosticsJson } from './diagnostics.ts'
import { diffTable } from './html-diff.ts'
import { pageStyle } from './html-style.ts'
import { html, htmlProse } from './html-text.ts'
import { MASK } from './mask.ts'
import { planHead } from './plan-head.ts'
import { shownChanges, type ShownChange } from './shown-change.ts'
import { stepLines } from './step-text.ts'

/** More diffs than this are folded. */
const MOST_OPEN = 20

/**
 * The plan as one page that stands by itself: no script, nothing that is loaded, light or dark as the
 * reader has it. Ends with a line end.
 *
 * @param sources  the texts that warnings point into
 */
export function renderPlanHtml(plan: Plan, sources: ReadonlyMap<string, string> = new Map()): string {
  const { title, notes } = planHead(plan)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${html(title)}</title>
<style>
${pageStyle()}
</style>
</head>
<body>
<main>
<h1>${html(title)}</h1>
${notes.map(paragraph).join('')}${refusals(plan)}${warnings(plan, sources)}${exceptions(plan)}${changes(plan)}${files(plan.files)}${commands(plan)}${unmanaged(plan)}</main>
</body>
</html>
`
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p class="muted">${htmlProse(text)}</p>\n`
}

function refusals({ refusals: all }: Plan): string {
  const items = all.map(
    ({ rule, message, lift }) =>
      `<p><code>${html(rule)}</code>: ${htmlProse(message)} To allow it: <code>${html(lift)}</code></p>\n`,
  )
  return items.length === 0
    ? ''
    : `<section class="refused">\n<h2>Apply would refuse this plan</h2>\n${items.join('')}</section>\n`
}

function warnings({ warnings: all }: Plan, sources: ReadonlyMap<string, string>): string {
  const items = diagnosticsJson(all, sources).map(({ code, message, hint, file, line, column }) => {
    const at = file === undefined ? '' : [file, line, column].filter((each) => each !== undefined).join(':')
    const place = at === '' ? '' : `<code>${html(at)}</code> `
    return `<li>${place}${html(code)}: ${htmlProse(message)} <span class="muted">${htmlProse(hint)}</span></li>\n`
  })
  return section('Warnings', items.length === 0 ? '' : `<ul>\n${items.join('')}</ul>\n`)
}

function exceptions({ exceptions: all = [] }: Plan): string {
  const items = all.map(
    ({ rule, gateway, reason }) =>
      `<li>${html(gateway)} from <code>${html(rule)}</code>: ${htmlProse(reason)}</li>\n`,
  )
  return section('Exceptions from the policy', items.length === 0 ? '' : `<ul>\n${items.join('')}</ul>\n`)
}

function changes(plan: Plan): string {
  const cards = shownChanges(plan).map(card)
  return section('Changes', cards.join('') + paragraph(callsNote(plan)))
}

function card({ name, verb, tone, consequence, why, params }: ShownChange): string {
  return `<article class="card ${tone}">
<h3><b>${html(verb)}</b> ${html(name)}</h3>
<p>Calls: ${html(consequence)}</p>
<p class="muted">${html(why)}</p>
${paramsTable(params)}</article>
`
}

function paramsTable(params: readonly ParamChange[]): string {
  if (params.length === 0) return ''
  const rows = params.map((param) => {
    const [now, planned] = sides(param)
    return `<tr><th scope="row"><code>${html(param.name)}</code></th><td data-is="now">${now}</td><td data-is="planned">${planned}</td></tr>\n`
  })
  return `<table class="params"><thead><tr><th scope="col">parameter</th><th scope="col">now</th><th scope="col">planned</th></tr></thead>
<tbody>
${rows.join('')}</tbody></table>
`
}

function sides({ before, after, sensitive }: ParamChange): [now: string, planned: string] {
  if (sensitive === true)
    return [`<code>${MASK}</code>`, `<code>${MASK}</code> <span class="muted">sensitive</span>`]
  return [side(before), side(after)]
}

function side(text: string | null): string {
  return text === null ? '<span class="muted">absent</span>' : `<code>${html(text) || '&#34;&#34;'}</code>`
}

function files(all: readonly FileChange[]): string {
  const open = all.length > MOST_OPEN ? '' : ' open'
  const diffs = all.map(
    (each) =>
      `<details${open}><summary><code>${html(each.path)}</code> ${each.action}</summary>\n${diffTable(each)}</details>\n`,
  )
  return section('Files', diffs.join(''))
}

function commands(plan: Plan): string {
  if (plan.steps.length === 0) return ''
  const known = plan.observed ? '' : ' (as far as known without asking the switch)'
  const lines = stepLines(plan.steps).map((line) => `${html(line)}\n`)
  const note = waitingNote(plan.steps).replace(/\n/g, ' ').trim()
  return section(`Commands${known}`, `<pre>${lines.join('')}</pre>\n${paragraph(note)}`)
}

function unmanaged({ unmanaged: all }: Plan): string {
  if (all.length === 0) return ''
  const names = all.map(({ profile, gateway }) => gatewayPath(profile, gateway || '(no name)'))
  return section('Unmanaged, left alone', `<p>${html(names.join(', '))}</p>\n`)
}

function section(title: string, body: string): string {
  return body === '' ? '' : `<section>\n<h2>${title}</h2>\n${body}</section>\n`
}

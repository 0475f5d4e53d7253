import { Ajv2020 } from 'ajv/dist/2020.js'
import fs from 'node:fs'
import path from 'node:path'
import type { FileChange } from '../src/model/plan.ts'
import { renderDiagnostics } from '../src/render/diagnostics.ts'
import { renderPlanHtml } from '../src/render/plan-html.ts'
import { renderPlanJson } from '../src/render/plan-json.ts'
import { renderPlanMarkdown } from '../src/render/plan-markdown.ts'
import { planSchema } from '../src/render/plan-schema.ts'
import { renderPlanText } from '../src/render/plan-text.ts'
import { loadCase, type GoldenCase } from './support/golden-case.ts'

const CASES = path.join(__dirname, 'cases')
const UPDATE = process.env['UPDATE_GOLDEN'] === '1'
const folders = fs
  .readdirSync(CASES, { withFileTypes: true })
  .filter((each) => each.isDirectory())
  .map((each) => each.name)
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(planSchema())

describe.each(folders)('%s', (name) => {
  const folder = path.join(CASES, name)
  const made = loadCase(folder)
  const renderings = renderAll(made)

  it('is told as in its golden files', () => {
    for (const file of ['plan.txt', 'plan.json', 'plan.md', 'refused.txt']) {
      compare(path.join(folder, file), renderings.get(file), 'utf8')
    }
  })

  it('leaves the files that stand under after/', () => {
    const after = path.join(folder, 'after')
    if (UPDATE) fs.rmSync(after, { recursive: true, force: true })
    const files = (made.plan?.files ?? []).filter((each) => each.after !== null)
    for (const file of files) compare(path.join(after, file.path), file.after ?? undefined, 'latin1')
    expect(filesUnder(after)).toEqual(files.map((each) => each.path).sort())
  })

  it('has nothing left to do on disk afterwards', () => {
    const { plan } = made
    if (plan === undefined) return expect(renderings.has('refused.txt')).toBe(true)
    expect(made.planAfter(plan.files)).toMatchObject({ changes: [], files: [], steps: [] })
  })

  it('matches the published schema', () => {
    const json = renderings.get('plan.json')
    if (json === undefined) return expect(made.plan).toBeUndefined()
    expect(isValid(JSON.parse(json)) ? [] : isValid.errors).toEqual([])
  })

  it('shows no secret anywhere', () => {
    for (const secret of made.secrets) {
      for (const form of formsOf(secret)) {
        for (const text of renderings.values()) expect(text).not.toContain(form)
      }
    }
  })

  it('shows the bytes of a file change and no others', () => {
    for (const file of made.plan?.files ?? []) expect(changesSomething(file)).toBe(true)
  })
})

/** By the name of the golden file; the coloured text and the page are only searched for secrets. */
function renderAll({ plan, diagnostics, sources }: GoldenCase): Map<string, string> {
  if (plan === undefined) {
    const told = (color: boolean): string => renderDiagnostics(diagnostics, sources, { color })
    return new Map([
      ['refused.txt', told(false)],
      ['coloured', told(true)],
    ])
  }
  return new Map([
    ['plan.txt', renderPlanText(plan, { color: false, sources })],
    ['plan.json', renderPlanJson(plan, sources)],
    ['plan.md', renderPlanMarkdown(plan, sources)],
    ['page', renderPlanHtml(plan, sources)],
    ['coloured', renderPlanText(plan, { color: true, sources })],
  ])
}

/** Against the golden file; with UPDATE_GOLDEN=1 the file is written anew, or removed. */
function compare(file: string, text: string | undefined, encoding: 'utf8' | 'latin1'): void {
  if (UPDATE) {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    if (text === undefined) fs.rmSync(file, { force: true })
    else fs.writeFileSync(file, text, encoding)
  }
  expect(fs.existsSync(file) ? fs.readFileSync(file, encoding) : undefined).toBe(text)
}

function filesUnder(directory: string): string[] {
  if (!fs.existsSync(directory)) return []
  return fs
    .readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile())
    .map((each) => path.relative(directory, path.join(each.parentPath, each.name)))
    .sort()
}

/** A secret as it stands, in XML and in JSON. */
function formsOf(secret: string): string[] {
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  return [...new Set([secret, xml, JSON.stringify(secret).slice(1, -1), JSON.stringify(xml).slice(1, -1)])]
}

function changesSomething({ before, after, action }: FileChange): boolean {
  switch (action) {
    case 'create':
      return before === null && after !== null
    case 'update':
      return before !== null && after !== null && before !== after
    case 'delete':
      return before !== null && after === null
  }
}

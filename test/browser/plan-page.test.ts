import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plan } from '../../src/model/plan.ts'
import { renderPlanHtml } from '../../src/render/plan-html.ts'
import { findChromium, startChromium, type Browser } from '../support/chromium.ts'
import { loadCase } from '../support/golden-case.ts'
import { MEASURE, VIEWS, type Measured } from '../support/measure-page.ts'
import { change, command, fileChange, plan, wait } from '../support/plan-parts.ts'

const chromium = findChromium()
const inBrowser = chromium === undefined ? describe.skip : describe
/** Kept, so that somebody can look at them. */
const SCREENSHOTS = join(process.cwd(), 'coverage', 'screenshots')

const LONG = `${'a-name-without-end-'.repeat(20)}x`
const everything = plan({
  observed: false,
  changes: [
    change('create', { gateway: LONG, params: [{ name: 'proxy', before: null, after: LONG }] }),
    change('update', { params: [{ name: 'password', before: null, after: null, sensitive: true }] }),
    change('recreate', { gateway: '<script>alert(1)</script>', reasons: ['<img src=x onerror=alert(1)>'] }),
    change('delete', { gateway: 'old' }),
    change('adopt', { gateway: 'found' }),
  ],
  files: [
    fileChange(
      `<a>\n  <b c="${LONG}"/>\n  [[secret]]\n</a>\n`,
      `<a>\n  <b c="${LONG}2"/>\n  [[other]]\n  <d/>\n</a>`,
    ),
    fileChange(null, '<new/>\n', 'sip_profiles/external/new.xml'),
  ],
  steps: [command(`sofia profile external killgw external::${LONG}`), wait(LONG, 'DOWN')],
  refusals: [{ rule: 'max-deletes', message: `Too many, ${LONG}.`, lift: '--allow-deletes 4' }],
  warnings: [{ code: 'GW108', severity: 'warning', message: `Odd: ${LONG}`, hint: 'Mend it.' }],
  unmanaged: [{ profile: 'external', gateway: LONG }],
})
const pages: readonly [name: string, plan: Plan][] = [
  ['one-change', caseNamed('003-update-keeps-handwriting')],
  ['several', caseNamed('018-several-profiles')],
  ['everything', everything],
  ['nothing', plan()],
]

function caseNamed(name: string): Plan {
  const made = loadCase(join(__dirname, '..', 'cases', name)).plan
  if (made === undefined) throw new Error(`${name} has no plan`)
  return made
}

// Named by what is missing where it is: the page in a real browser, Debian's chromium.
inBrowser(`the page of a plan in ${chromium ?? 'chromium (skipped: there is none on PATH)'}`, () => {
  let browser: Browser
  let folder: string

  beforeAll(async () => {
    browser = await startChromium(chromium ?? '')
    folder = mkdtempSync(join(tmpdir(), 'gwctl-pages-'))
    mkdirSync(SCREENSHOTS, { recursive: true })
    for (const [name, made] of pages) writeFileSync(join(folder, `${name}.html`), renderPlanHtml(made))
  }, 30_000)

  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(pages.map(([name]) => name))(
    '%s fits, is readable, and says nothing to the console',
    async (name) => {
      const page = await browser.open(pathToFileURL(join(folder, `${name}.html`)).href)
      for (const [how, view] of VIEWS) {
        await page.show(view)
        const measured = await page.evaluate<Measured>(MEASURE)
        writeFileSync(join(SCREENSHOTS, `plan-${name}-${how}.png`), await page.screenshot())
        expect({ how, ...measured }).toMatchObject({ low: [], wide: [], scripts: 0, images: 0, loaded: 0 })
        expect(measured.viewport).toBe(view.width)
        expect(measured.scrollWidth).toBeLessThanOrEqual(measured.clientWidth)
        expect(measured.texts).toBeGreaterThan(1)
        expect(measured.ground).toBe(view.scheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)')
        expect(measured.title).toMatch(/^gwctl plan: /)
      }
      expect(page.console).toEqual([])
    },
    30_000,
  )

  it('would notice what it looks for: a low contrast, a wide element, an error', async () => {
    const bad = renderPlanHtml(everything)
      .replace('<main>', '<main><p style="color:#bbb;width:500px">x</p><img src="none.png">')
      .replace(/<meta http-equiv[^>]*>/, '')
    writeFileSync(join(folder, 'bad.html'), bad)
    const url = pathToFileURL(join(folder, 'bad.html')).href
    const opened = await browser.open(url)
    await opened.show({ width: 360, height: 740, scheme: 'light', mobile: false })
    const measured = await opened.evaluate<Measured>(MEASURE)
    expect(measured.low).toHaveLength(1)
    expect(measured.wide.length).toBeGreaterThan(0)
    expect(measured.scrollWidth).toBeGreaterThan(measured.clientWidth)
    expect(opened.console).not.toEqual([])
  })
})

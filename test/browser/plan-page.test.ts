import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plan } from '../../src/model/plan.ts'
import { renderPlanHtml } from '../../src/render/plan-html.ts'
import { findChromium, startChromium, type Browser, type View } from '../support/chromium.ts'
import { loadCase } from '../support/golden-case.ts'
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

const VIEWS: readonly [name: string, view: View][] = [
  ['phone-light', { width: 360, height: 740, scheme: 'light', mobile: true }],
  ['phone-dark', { width: 360, height: 740, scheme: 'dark', mobile: true }],
  ['desk-light', { width: 1280, height: 900, scheme: 'light', mobile: false }],
  ['desk-dark', { width: 1280, height: 900, scheme: 'dark', mobile: false }],
]

/** Of every element with text of its own: the worst contrast of its colour to the ground that it stands on. */
const MEASURE = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor)
      if (color.length === 3 || color[3] === 1) return color
      if (color[3] !== 0) throw new Error('half transparent: ' + at.outerHTML)
    }
    return [255, 255, 255]
  }
  const texts = [...document.body.querySelectorAll('*')].filter((each) =>
    [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
  const contrasts = texts.map((each) => {
    const [a, b] = [light(parse(getComputedStyle(each).color)), light(ground(each))].sort((x, y) => y - x)
    return { ratio: (a + 0.05) / (b + 0.05), what: each.outerHTML.slice(0, 120) }
  })
  const { scrollWidth, clientWidth } = document.documentElement
  const wide = [...document.body.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > clientWidth + 0.5)
  return {
    scrollWidth, clientWidth, viewport: innerWidth,
    texts: contrasts.length,
    low: contrasts.filter((each) => each.ratio < 4.5),
    wide: wide.map((each) => each.outerHTML.slice(0, 120)),
    ground: getComputedStyle(document.body).backgroundColor,
    scripts: document.scripts.length, images: document.images.length,
    loaded: performance.getEntriesByType('resource').length,
    title: document.title,
  }
})()`

interface Measured {
  readonly scrollWidth: number
  readonly clientWidth: number
  readonly viewport: number
  readonly texts: number
  readonly low: readonly unknown[]
  readonly wide: readonly string[]
  readonly ground: string
  readonly scripts: number
  readonly images: number
  readonly loaded: number
  readonly title: string
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

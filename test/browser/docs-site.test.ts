import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findChromium, startChromium, type Browser } from '../support/chromium.ts'
import { MEASURE, VIEWS, type Measured } from '../support/measure-page.ts'

const chromium = findChromium()
const inBrowser = chromium === undefined ? describe.skip : describe
/** Kept, so that somebody can look at them. */
const SCREENSHOTS = join(process.cwd(), 'coverage', 'screenshots')
/** One of each kind: long lines, wide tables, headings without a blank in them. */
const PAGES = [
  'index',
  'docs/commands',
  'docs/gateway-parameters',
  'docs/freeswitch',
  'examples/monitoring/index',
]

inBrowser(
  `the pages of the documentation in ${chromium ?? 'chromium (skipped: there is none on PATH)'}`,
  () => {
    let browser: Browser
    const site = mkdtempSync(join(tmpdir(), 'gwctl-site-'))

    beforeAll(async () => {
      execFileSync(process.execPath, ['scripts/docs.js', site])
      browser = await startChromium(chromium ?? '')
      mkdirSync(SCREENSHOTS, { recursive: true })
    }, 30_000)

    afterAll(async () => {
      await browser.close()
      rmSync(site, { recursive: true, force: true })
    })

    it.each(PAGES)(
      '%s fits and is readable without a server',
      async (name) => {
        const page = await browser.open(pathToFileURL(join(site, `${name}.html`)).href)
        for (const [how, view] of VIEWS) {
          await page.show(view)
          const measured = await page.evaluate<Measured>(MEASURE)
          const file = `docs-${name.replaceAll('/', '-')}-${how}.png`
          if (name === 'index') writeFileSync(join(SCREENSHOTS, file), await page.screenshot())
          // What is wide (a table, a block of code) scrolls by itself; the page does not.
          expect({ how, ...measured }).toMatchObject({ low: [], scripts: 0, images: 0 })
          expect(measured.viewport).toBe(view.width)
          expect(measured.scrollWidth).toBeLessThanOrEqual(measured.clientWidth)
          expect(measured.ground).toBe(view.scheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)')
        }
        expect(page.console).toEqual([])
      },
      30_000,
    )
  },
)

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, relative } from 'node:path'
import { markdownPages } from './markdown-pages.ts'

/** One address in a page: where it is written, and what it says. */
interface Address {
  readonly page: string
  readonly href: string
}

describe('npm run docs', () => {
  const site = mkdtempSync(join(tmpdir(), 'gwctl-site-'))
  const pages = [...markdownPages(), 'CHANGELOG.md'].map((file) => {
    return file.replace(/README\.md$/, 'index.html').replace(/\.md$/, '.html')
  })
  const html = new Map<string, string>()
  const addresses: Address[] = []

  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/docs.js', site])
    for (const page of pages) {
      const text = readFileSync(join(site, page), 'utf8')
      html.set(page, text)
      for (const [, href = ''] of text.matchAll(/(?:href|src)="([^"]*)"/g)) addresses.push({ page, href })
    }
  })
  afterAll(() => rmSync(site, { recursive: true, force: true }))

  const idsOf = (page: string): Set<string> =>
    new Set([...(html.get(page) ?? '').matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id))

  it('makes a page of README, CHANGELOG, every page of docs/ and of every example', () => {
    expect(pages.length).toBeGreaterThan(20)
    expect(pages.filter((page) => !existsSync(join(site, page)))).toEqual([])
  })

  it('has every page in the navigation of every page', () => {
    for (const page of pages) {
      const [navigation = ''] = /<nav[\s\S]*<\/nav>/.exec(html.get(page) ?? '') ?? []
      const named = [...navigation.matchAll(/href="([^"]*)"/g)].map(([, href = '']) =>
        normalize(join(dirname(page), href)),
      )
      expect([...named].sort()).toEqual([...pages].sort())
      expect(navigation.match(/aria-current="page"/g)).toHaveLength(1)
    }
  })

  it('links to files and headings that are there', () => {
    const inside = addresses.filter(({ href }) => !/^[a-z]+:/.test(href))
    expect(inside.length).toBeGreaterThan(500)
    const dead = inside.filter(({ page, href }) => {
      const [path = '', anchor] = href.split('#')
      const target = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(join(site, target))) return true
      return anchor !== undefined && !idsOf(target).has(anchor)
    })
    expect(dead).toEqual([])
  })

  it('needs no server, no script and nothing from elsewhere', () => {
    for (const { page, href } of addresses) {
      expect(href).not.toMatch(/^\/|^[a-z]+:(?!\/\/)/)
      expect(relative(site, join(site, dirname(page), href.split('#')[0] ?? ''))).not.toMatch(/^\.\./)
    }
    for (const text of html.values()) {
      expect(text).not.toMatch(/<script|<iframe|\son[a-z]+=/i)
      expect(text.match(/<link[^>]*>|<img[^>]*>/g)?.filter((each) => /https?:/.test(each))).toEqual([])
    }
  })

  it('is written for a phone, and for light and dark', () => {
    for (const text of html.values()) expect(text).toContain('name="viewport" content="width=device-width')
    expect(readFileSync(join(site, 'style.css'), 'utf8')).toContain('prefers-color-scheme: dark')
  })
})

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { layout, STYLE } from './layout.js'
import { pageOf, sections } from './pages.js'
import { isElsewhere, relativeTo, renderMarkdown } from './render-markdown.js'

/**
 * Builds the site of a repository into a folder, which is emptied first. Addresses are relative, so that it works
 * from a disk and under any path; a file that a page links to is copied beside it.
 *
 * @throws Error  when a page links to a file that is not there, or to one that is no page of the site
 */
export function buildSite(root, out) {
  const chosen = sections(root)
  const files = chosen.flatMap(([, list]) => list)
  rmSync(out, { recursive: true, force: true })
  const write = (path, text) => {
    mkdirSync(dirname(join(out, path)), { recursive: true })
    writeFileSync(join(out, path), text)
  }
  const rendered = new Map(files.map((file) => [file, render(root, out, file, files)]))
  const navigation = chosen.map(([title, list]) => ({
    title,
    pages: list.map((file) => ({ page: pageOf(file), title: rendered.get(file).title })),
  }))
  for (const [file, { html, title }] of rendered) {
    const page = pageOf(file)
    write(page, layout({ page, title, html, navigation }))
  }
  write('style.css', STYLE)
  return files.map(pageOf)
}

function render(root, out, file, files) {
  const link = (href) => {
    if (isElsewhere(href)) return href
    const [path, anchor] = href.split('#')
    const target = posix.normalize(posix.join(posix.dirname(file), path))
    const to = destination(root, out, target, files)
    if (to === undefined) throw new Error(`${file} links to ${href}, which is not there.`)
    return `${relativeTo(pageOf(file), to)}${anchor === undefined ? '' : `#${anchor}`}`
  }
  const { html, title } = renderMarkdown(readFileSync(join(root, file), 'utf8'), link)
  if (title === '') throw new Error(`${file} has no heading to be named by.`)
  return { html, title }
}

/** Where what a page links to stands in the site; undefined where it does not. */
function destination(root, out, target, files) {
  if (files.includes(target)) return pageOf(target)
  const readme = posix.join(target, 'README.md')
  if (files.includes(readme)) return pageOf(readme)
  if (target.startsWith('..') || !existsSync(join(root, target)) || !statSync(join(root, target)).isFile())
    return undefined
  cpSync(join(root, target), join(out, target))
  return target
}

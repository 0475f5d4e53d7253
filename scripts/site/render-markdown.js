import { posix } from 'node:path'
import { Marked } from 'marked'

/**
 * One Markdown file as HTML, with the ids of headings that GitHub gives them.
 *
 * @param link  what a relative address in it becomes
 * @returns     the HTML and the text of its first heading
 */
export function renderMarkdown(text, link) {
  const taken = new Map()
  let title = ''
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: source }) {
        const inner = this.parser.parseInline(tokens)
        if (depth === 1 && title === '') title = plain(inner)
        const id = unused(slug(plain(inner)), taken)
        const mark = `<a class="mark" href="#${id}" aria-label="Link to ${escape(source.replaceAll('`', ''))}">#</a>`
        return `<h${depth} id="${id}">${inner} ${mark}</h${depth}>\n`
      },
      link({ href, tokens }) {
        return `<a href="${escape(link(href))}">${this.parser.parseInline(tokens)}</a>`
      },
      image({ href, text: alternative }) {
        return `<img src="${escape(link(href))}" alt="${escape(alternative)}">`
      },
      // Wide ones scroll by themselves: the page does not, however narrow the screen is.
      table(token) {
        const row = (cells, name) =>
          `<tr>${cells.map((cell) => `<${name}>${this.parser.parseInline(cell.tokens)}</${name}>`).join('')}</tr>`
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n')
        return `<div class="wide"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`
      },
      code({ text: source, lang }) {
        const language = (lang ?? '').split(' ')[0]
        return `<pre tabindex="0"><code data-language="${escape(language)}">${escape(source)}\n</code></pre>\n`
      },
      html({ text: source }) {
        if (/^<!--[\s\S]*-->\s*$/.test(source)) return ''
        throw new Error(`Markup in Markdown does not look the same everywhere: ${source}`)
      },
    },
  })
  return { html: marked.parse(text), title }
}

/** As GitHub makes them (github-slugger): lower case, without punctuation, blanks as hyphens. */
function slug(text) {
  return text
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}

function unused(id, taken) {
  const seen = taken.get(id) ?? 0
  taken.set(id, seen + 1)
  return seen === 0 ? id : `${id}-${seen}`
}

function plain(html) {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

export function escape(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** An address with a scheme, or of this very page. */
export function isElsewhere(href) {
  return /^([a-z][a-z0-9+.-]*:|#)/i.test(href)
}

/** The path from the folder of one file of the site to another. */
export function relativeTo(from, to) {
  return posix.relative(posix.dirname(from), to)
}

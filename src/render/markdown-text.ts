import { visible, visibleLine } from './visible.ts'

/**
 * Foreign text for GitHub's and GitLab's Markdown, so that it stays text: in a table cell as
 * anywhere, it ends no cell, opens no tag, mentions nobody and links to nothing.
 */

/** A name or value as code on one line. */
export function codeSpan(text: string): string {
  const line = visibleLine(text)
  return PLAIN_CODE.test(line) ? `\`${line}\`` : `<code>${line.replace(/[^A-Za-z0-9 ]/gu, encode)}</code>`
}

/** Nothing in it ends a code span or a cell, and no blank at an edge would be lost. */
const PLAIN_CODE = /^[^`|\\\s](?:[^`|\\]*[^`|\\\s])?$/

/** A sentence, in which `...` is code. */
export function prose(text: string): string {
  const parts = visibleLine(text).split('`')
  // An odd number of backticks: the last one opens nothing.
  const read = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join('`')]
  return read.map((part, at) => (at % 2 === 1 ? codeSpan(part) : plain(part))).join('')
}

function plain(text: string): string {
  return text.replace(/\$+\{[^{}]*\}|:\/\/|www\.|[&<>$^|\\`*_~[\]@#]/gi, inert)
}

/** One stretch that Markdown, or what GitHub makes of it, would act on. */
function inert(found: string): string {
  if (found.startsWith('$') && found.length > 1) return codeSpan(found)
  if (found === '@' || found === '#') return `${found}&#8203;`
  if (found === '://') return '&#58;//'
  if (found.length > 1) return `${found.slice(0, 3)}&#46;`
  return /[*_~[\]]/.test(found) ? `\\${found}` : encode(found)
}

function encode(character: string): string {
  return `&#${String(character.codePointAt(0))};`
}

/** A block of lines as they are, in a fence that none of them closes. */
export function fence(text: string, language: 'diff' | 'text'): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length)
  const marks = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)))
  return `${marks}${language}\n${visible(text).replace(/\n*$/, '\n')}${marks}\n`
}

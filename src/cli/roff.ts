/** A text as it has to stand in a manual page: nothing in it is taken for markup. */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replace(/[-'`^~]/g, (sign) => GLYPHS[sign] ?? sign)
    .replace(/^\./gm, '\\&.')
}

/** Signs that would be typeset as others, which nobody could copy into a shell. */
const GLYPHS: Readonly<Record<string, string>> = {
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
}

/** The same with what stands between backquotes in bold. */
export function roffProse(text: string): string {
  return text
    .split(/`([^`\n]*)`/)
    .map((part, index) => (index % 2 === 0 ? roff(part) : bold(part)))
    .join('')
}

export function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`
}

/** Paragraphs with an empty line between them; lines that begin with two blanks stay as they are. */
export function roffText(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((each) => paragraph(each.split('\n')))
    .join('.PP\n')
}

function paragraph(lines: readonly string[]): string {
  const isLiteral = lines[0]?.startsWith('  ') === true
  const end = lines.findIndex((line) => line.startsWith('  ') !== isLiteral)
  const here = end === -1 ? lines : lines.slice(0, end)
  const rest = end === -1 ? '' : paragraph(lines.slice(end))
  return (isLiteral ? literal(here) : `${roffProse(here.join('\n'))}\n`) + rest
}

function literal(lines: readonly string[]): string {
  return `.RS 2\n.EX\n${lines.map((line) => `${roff(line.slice(2))}\n`).join('')}.EE\n.RE\n`
}

/** A term and what is said of it. */
export function roffItem(term: string, text: string): string {
  return `.TP\n${term}\n${roffText(text)}`
}

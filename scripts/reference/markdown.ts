/** First lines of a page that is written by `npm run docs:reference`. */
export function generatedHead(title: string, source: string): string {
  return `<!-- Written by \`npm run docs:reference\` from ${source}: change that, not this page. -->\n\n# ${title}\n\n`
}

/** A code span of any text: as many backticks around it as it takes. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((each) => each.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}

/** Text that is not Markdown: what would be read as markup outside of its code spans is escaped. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[\\<>*_[\]]/g, '\\$&')))
    .join('')
}

/** One cell of a table. */
export function cell(markdown: string): string {
  return markdown.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`
  return `${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`
}

/** A list of what there is to say; parts that are empty are left out. */
export function bullets(items: readonly string[]): string {
  return items
    .filter((each) => each !== '')
    .map((each) => `- ${each}\n`)
    .join('')
}

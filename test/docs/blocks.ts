/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string
  readonly text: string
  /** Of its opening fence, from 1. */
  readonly line: number
}

/** One command of a page, and the exit code that the page promises: 0, or what a comment `# exit N` says. */
export interface DocumentedCommand {
  readonly text: string
  readonly line: number
  readonly exit: number
  readonly background: boolean
}

/** What a page shows of the output of these commands; a line `...` stands for any lines. */
export interface Shown {
  readonly line: number
  readonly text: string
  readonly of: readonly DocumentedCommand[]
}

export interface Page {
  readonly commands: readonly DocumentedCommand[]
  readonly shown: readonly Shown[]
}

/** Every fenced block; one inside a list is indented, and so is its text. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  let open: { indent: number; language: string; line: number; text: string[] } | undefined
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^( *)```(.*)$/.exec(line)
    if (open === undefined) {
      if (fence !== null)
        open = { indent: fence[1]?.length ?? 0, language: (fence[2] ?? '').trim(), line: index + 1, text: [] }
    } else if (fence === null) open.text.push(line.slice(open.indent))
    else {
      blocks.push({ language: open.language, text: open.text.join('\n'), line: open.line })
      open = undefined
    }
  }
  if (open !== undefined) throw new Error(`the block of line ${open.line} does not end`)
  return blocks
}

/**
 * What a page has people type, and what it says they will see:
 * - `sh`: commands
 * - `text`: what the block of commands above it prints
 * - `console`: commands after `$ `, each with what it prints
 *
 * @param illustrations  beginnings of blocks of text that no command prints
 */
export function pageOf(markdown: string, illustrations: readonly string[] = []): Page {
  const commands: DocumentedCommand[] = []
  const shown: Shown[] = []
  let last: readonly DocumentedCommand[] = []
  for (const { language, text, line } of blocksOf(markdown)) {
    if (language === 'sh') {
      last = commandsIn(text.split('\n'), line + 1)
      commands.push(...last)
    } else if (language === 'text') {
      if (illustrations.some((each) => text.startsWith(each))) continue
      if (last.length === 0) throw new Error(`line ${line}: a block of text that no command prints`)
      shown.push({ line, text, of: last })
    } else if (language === 'console') {
      for (const part of transcript(text, line + 1)) {
        commands.push(...part.of)
        shown.push(part)
      }
      last = []
    }
  }
  return { commands, shown }
}

function transcript(text: string, firstLine: number): Shown[] {
  const parts: { line: number; typed: string; output: string[] }[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('$ ')) parts.push({ line: firstLine + index, typed: line.slice(2), output: [] })
    else if (parts.length === 0) throw new Error(`line ${firstLine}: a transcript begins with "$ "`)
    else parts.at(-1)?.output.push(line)
  }
  return parts.map(({ line, typed, output }) => {
    return { line, text: output.join('\n'), of: commandsIn([typed], line) }
  })
}

/** A command goes on over a line that ends with a backslash, and over a here-document. */
function commandsIn(lines: readonly string[], firstLine: number): DocumentedCommand[] {
  const found: DocumentedCommand[] = []
  for (let index = 0; index < lines.length; index++) {
    const start = index
    const taken = [lines[index] ?? '']
    const end = /<<'?(\w+)'?/.exec(taken[0] ?? '')?.[1]
    const goesOn = (): boolean =>
      end === undefined ? (lines[index] ?? '').endsWith('\\') : lines[index]?.trimEnd() !== end
    while (goesOn() && index + 1 < lines.length) taken.push(lines[++index] ?? '')
    const text = taken.join('\n')
    if (/^\s*(#.*)?$/.test(text)) continue
    found.push(command(text, firstLine + start))
  }
  return found
}

function command(text: string, line: number): DocumentedCommand {
  const [first = ''] = text.split('\n')
  const comment = /\s#\s(.*)$/.exec(first)?.[1] ?? ''
  const exit = Number(/\bexit (\d+)\b/.exec(comment)?.[1] ?? '0')
  return { text, line, exit, background: /&\s*(#.*)?$/.test(first) && !/&&\s*$/.test(first) }
}

import { readFileSync } from 'node:fs'
import { pageOf } from './blocks.ts'
import { markdownPages } from './markdown-pages.ts'
import { ILLUSTRATIONS, NOT_RUN } from './not-run.ts'
import { runPage, type CommandRun } from './run-page.ts'
import { isShown } from './same-output.ts'

/** Most of a page is waiting for carriers; more at once would only wait for the processor. */
const AT_ONCE = 5
/** For work on one page: a part of its name. */
const ONLY = process.env['GWCTL_DOCS_PAGE'] ?? ''

const illustrationsOf = (file: string): string[] =>
  ILLUSTRATIONS.filter(({ page }) => page === file).map(({ begins }) => begins)

const pages = markdownPages()
  .filter((file) => file.includes(ONLY))
  .map((file) => ({ file, page: pageOf(readFileSync(file, 'utf8'), illustrationsOf(file)) }))
  .filter(({ page }) => page.commands.length > 0)

describe('what the documentation has people type', () => {
  const runs = new Map<string, Promise<CommandRun[]>>()

  beforeAll(() => {
    // The longest first, so that none is left over at the end.
    const waiting = [...pages].sort((one, other) => other.page.commands.length - one.page.commands.length)
    const ends = new Map<string, (run: Promise<CommandRun[]>) => void>()
    for (const { file } of pages) runs.set(file, new Promise((resolve) => ends.set(file, resolve)))
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const run = runPage(next.page.commands)
        ends.get(next.file)?.(run)
        await run.catch(() => undefined)
      }
    }
    for (let lane = 0; lane < AT_ONCE; lane++) void work()
  })

  it.each(pages)(
    '$file',
    async ({ file, page }) => {
      const results = (await runs.get(file)) ?? []
      const faults = results.flatMap((each) => exitFault(file, each))
      const outputOf = new Map(results.map(({ command, output }) => [command, output]))
      for (const { line, text, of } of page.shown) {
        const printed = of.map((command) => outputOf.get(command) ?? '').join('')
        if (!isShown(text, printed))
          faults.push(`${file}:${line} shows\n${text}\nand what is printed is\n${printed}`)
      }
      expect(faults.join('\n\n')).toBe('')
    },
    120_000,
  )

  it('has no line among those that are not run which stands nowhere', () => {
    const lines = new Set(
      pages.flatMap(({ page }) => page.commands.map(({ text }) => text.replace(/\s+#\s.*$/m, ''))),
    )
    const here = new Set(pages.map(({ file }) => file))
    expect(NOT_RUN.filter(({ page, line }) => here.has(page) && !lines.has(line))).toEqual([])
  })
})

function exitFault(file: string, { command, exit, output }: CommandRun): string[] {
  if (exit === command.exit) return []
  const ended = exit === undefined ? 'was not reached' : `ended with ${exit}`
  return [`${file}:${command.line} ${command.text}\n${ended}, and the page says ${command.exit}:\n${output}`]
}

import type { FileChange, Plan } from '../model/plan.ts'
import { waitingNote } from './consequence.ts'
import type { Section } from './fit.ts'
import { count, cutFence, details, paragraph } from './markdown-block.ts'
import { prose } from './markdown-text.ts'
import { shownDiff } from './shown-diff.ts'
import { stepLines } from './step-text.ts'

/** For the summary and what is said beside the blocks. */
const AROUND = 500
/** Less than this of a diff is not worth showing. */
const LEAST = 1_500

/** The diffs of a plan's files, folded: as many as there is room for, the last one cut off. */
export function filesMarkdown(files: readonly FileChange[]): Section {
  return {
    share: 12_000,
    render: (room) => {
      if (files.length === 0) return ''
      const blocks: string[] = []
      let left = room - AROUND
      for (const file of files) {
        if (left < LEAST) break
        const lines = shownDiff(file).replace(/\n+$/, '').split('\n')
        const block = cutFence(lines, left, 'diff')
        blocks.push(block)
        left -= block.length + 1
      }
      const rest = files.length - blocks.length
      const more = rest > 0 ? `Not shown: ${count(rest, 'more file')}.` : ''
      return details(count(files.length, 'file'), blocks.join('\n') + paragraph(more))
    },
  }
}

/** The commands in their order, with what is waited for between them, folded. */
export function commandsMarkdown({ steps, observed }: Plan): Section {
  const lines = stepLines(steps)
  const sent = steps.filter((each) => each.kind === 'command').length
  const known = observed ? '' : ', as far as known without asking the switch'
  const note = prose(waitingNote(steps).replace(/\n/g, ' ').trim())
  return {
    share: 4_000,
    render: (room) => {
      if (lines.length === 0) return ''
      const block = cutFence(lines, room - AROUND - note.length, 'text')
      return details(`${count(sent, 'command')}, in this order${known}`, block + paragraph(note))
    },
  }
}

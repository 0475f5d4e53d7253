import type { Diagnostic } from '../errors.ts'
import { gatewayPath } from '../model/gateway.ts'
import type { Plan } from '../model/plan.ts'
import { changesMarkdown, paramsMarkdown } from './changes-markdown.ts'
import { clip } from './clip.ts'
import { diagnosticItems } from './diagnostics-markdown.ts'
import { commandsMarkdown, filesMarkdown } from './files-markdown.ts'
import { fit, fitSections, type Section } from './fit.ts'
import { count, folded, paragraph } from './markdown-block.ts'
import { codeSpan, prose } from './markdown-text.ts'
import { planHead, type PlanHead } from './plan-head.ts'
import { shownChanges } from './shown-change.ts'

/** GitHub refuses a comment of more than 65,536 characters; this leaves room for what a pipeline adds. */
export const MOST_CHARACTERS = 60_000

/**
 * The plan as a comment on a pull request: what it does to calls first, everything else folded.
 * Never longer than `MOST_CHARACTERS`; what is left out is counted. Ends with a line end.
 *
 * @param sources  the texts that warnings point into
 * @param top      what stands above the plan; its title and notes are Markdown already
 */
export function renderPlanMarkdown(
  plan: Plan,
  sources: ReadonlyMap<string, string> = new Map(),
  top: PlanHead = planHead(plan),
): string {
  const changes = shownChanges(plan)
  // The shares sum up to MOST_CHARACTERS.
  return fitSections([
    { share: 1_000, render: () => head(top) },
    refusals(plan),
    changesMarkdown(plan, changes),
    warnings(plan.warnings, sources),
    exceptions(plan),
    paramsMarkdown(changes),
    filesMarkdown(plan.files),
    commandsMarkdown(plan),
    unmanaged(plan),
  ])
}

function head({ title, notes }: PlanHead): string {
  return `### ${title}\n${notes.map(paragraph).join('')}`
}

function refusals({ refusals: all }: Plan): Section {
  const lines = all.map(
    ({ rule, message, lift }) =>
      `> - ${codeSpan(clip(rule, 100))}: ${prose(clip(message, 600))} To allow it: ${liftText(clip(lift, 300))}\n`,
  )
  return {
    share: 6_000,
    render: (room) => {
      if (lines.length === 0) return ''
      const { shown, left } = fit(lines, room - 100)
      const more = left > 0 ? `> - and ${left} more\n` : ''
      return `\n> [!CAUTION]\n> Apply would refuse this plan:\n>\n${shown.join('')}${more}`
    },
  }
}

/** An option as code, anything else in words. */
function liftText(lift: string): string {
  return lift.startsWith('--') ? codeSpan(lift) : `${prose(lift)}.`
}

function warnings(all: readonly Diagnostic[], sources: ReadonlyMap<string, string>): Section {
  const lines = diagnosticItems(all, sources)
  return { share: 6_000, render: (room) => folded(count(lines.length, 'warning'), lines, room) }
}

function exceptions({ exceptions: all = [] }: Plan): Section {
  const lines = all.map(
    ({ rule, gateway, reason }) =>
      `- ${codeSpan(clip(gateway, 300))} from ${codeSpan(clip(rule, 100))}: ${prose(clip(reason, 600))}\n`,
  )
  const summary = `${count(lines.length, 'exception')} from the policy`
  return { share: 2_000, render: (room) => folded(summary, lines, room) }
}

function unmanaged({ unmanaged: all }: Plan): Section {
  const lines = all.map(
    ({ profile, gateway }) => `- ${codeSpan(clip(gatewayPath(profile, gateway || '(no name)'), 300))}\n`,
  )
  const summary = `${count(lines.length, 'unmanaged gateway')}, left alone`
  return { share: 2_000, render: (room) => folded(summary, lines, room) }
}

import type { LiveGateway } from '../model/live.ts'
import type { Plan, ProfileChange, SettingChange } from '../model/plan.ts'
import { profileConsequence, settingConsequence, type Away } from './consequence.ts'
import { MASK } from './mask.ts'
import type { Style } from './style.ts'
import { visibleLine } from './visible.ts'

/** What happens to profiles and their settings: one entry a profile, in the order of the plan. */
export function profilesText(plan: Plan, style: Style): string[] {
  const { profiles = [], settings = [] } = plan
  const names = new Set([...profiles, ...settings].map((each) => each.profile))
  return [...names].map((name) => {
    const change = profiles.find((each) => each.profile === name)
    const mine = settings.filter((each) => each.profile === name)
    const lines = settingLines(mine, change, style)
    return change === undefined
      ? `  ${style.yellow(`~ ${style.bold(`profile ${visibleLine(name)}`)}  settings`)}\n${lines}`
      : `${headOf(change, plan, style)}${lines}`
  })
}

function headOf(change: ProfileChange, plan: Plan, style: Style): string {
  const { symbol, paint } = looksOf(change.action, style)
  const name = `profile ${visibleLine(change.profile)}`
  const why = visibleLine(change.reasons.join('; '))
  const head = paint(`  ${symbol} ${style.bold(name)}  ${change.action}`)
  const away = awayWith(change, plan)
  return `${head}${style.dim(`  (${why})`)}\n      ${visibleLine(profileConsequence(change, away))}\n`
}

/** Its gateways that run: the ones that it carries, and the ones that change; `undefined` where the switch was not asked. */
export function awayWith(
  { profile, carried = [] }: ProfileChange,
  { changes, observed }: Plan,
): Away | undefined {
  if (!observed) return undefined
  const changed = changes.filter((each) => each.profile === profile && each.runtime.before !== undefined)
  const gateways = [...carried, ...changed]
  const records = gateways.flatMap(({ runtime }) => runtime.before ?? [])
  return { gateways: gateways.length, holdsUp: records.some(answersNoPing) }
}

/** FreeSWITCH pings what is registered, or never registers; with `ping-min` 0 only a ping that is under way tells of silence. */
function answersNoPing(gateway: LiveGateway): boolean {
  const { pingfreq, state, status, pinging } = gateway
  const isPinged = pingfreq > 0 && (state === 'NOREG' || state === 'REGED')
  return isPinged && (status !== 'UP' || pinging)
}

function looksOf(
  action: ProfileChange['action'],
  style: Style,
): { symbol: string; paint: (text: string) => string } {
  switch (action) {
    case 'create':
    case 'start':
      return { symbol: '+', paint: style.green }
    case 'restart':
      return { symbol: '!', paint: style.yellow }
    case 'delete':
      return { symbol: '-', paint: style.red }
  }
}

function settingLines(
  settings: readonly SettingChange[],
  change: ProfileChange | undefined,
  style: Style,
): string {
  const comes = change?.action === 'create' || change?.action === 'start'
  const names = settings.map((each) => visibleLine(each.name))
  const width = Math.max(0, ...names.map((each) => each.length))
  return settings
    .map((each, at) => {
      const note = comes ? '' : style.dim(`  (${noteOf(each)})`)
      return `      ${names[at]?.padEnd(width)}  ${valuesText(each, comes, style)}${note}\n`
    })
    .join('')
}

function noteOf(setting: SettingChange): string {
  const why = setting.live === true ? `${setting.reasons.join('; ')}; ` : ''
  return visibleLine(`${why}${settingConsequence(setting)}`)
}

function valuesText({ before, after, sensitive }: SettingChange, comes: boolean, style: Style): string {
  if (sensitive === true) return style.dim(comes ? MASK : `${MASK} -> ${MASK}`)
  const value = (text: string | null): string =>
    text === null ? style.dim('(absent)') : visibleLine(text) || '""'
  return comes && before === null ? value(after) : `${value(before)} -> ${value(after)}`
}

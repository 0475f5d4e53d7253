import type {
  Change,
  FileChange,
  Plan,
  ProfileChange,
  RuntimeChange,
  SettingChange,
} from '../../src/model/plan.ts'
import type { Step } from '../../src/model/step.ts'

/** Parts of plans from a few words, for tests of what is printed. */

/** A registering gateway of profile external that runs, changed; `more` replaces any of it. */
export function change(
  action: Change['action'],
  more: Partial<Omit<Change, 'runtime'>> & { runtime?: Partial<RuntimeChange> } = {},
): Change {
  const { runtime, ...rest } = more
  return {
    kind: 'gateway',
    action,
    profile: 'external',
    gateway: 'acme',
    params: [],
    reasons: ['because'],
    ...rest,
    runtime: { kill: true, start: true, registersBefore: true, registersAfter: true, ...runtime },
  }
}

export function plan(more: Partial<Plan> = {}): Plan {
  return {
    changes: [],
    files: [],
    steps: [],
    refusals: [],
    warnings: [],
    unchanged: [],
    unmanaged: [],
    observed: true,
    ...more,
  }
}

/** A change of one file; every stretch of a text between `[[` and `]]` is sensitive, the marks are taken out. */
export function fileChange(before: string | null, after: string | null, path = 'a.xml'): FileChange {
  const [old, fresh] = [readMarks(before), readMarks(after)]
  return {
    path,
    action: before === null ? 'create' : after === null ? 'delete' : 'update',
    before: old.text,
    after: fresh.text,
    owner: path,
    sensitiveBefore: old.ranges,
    sensitiveAfter: fresh.ranges,
  }
}

export function command(text: string): Step {
  return { kind: 'command', profile: 'external', command: text }
}

/** Waits until the gateway is in a state; without one, until it is gone. */
export function wait(gateway: string, state?: string): Step {
  return state === undefined
    ? { kind: 'wait', profile: 'external', event: 'sofia::gateway_delete', gateway }
    : { kind: 'wait', profile: 'external', event: 'sofia::gateway_state', state, gateway }
}

function readMarks(marked: string | null): { text: string | null; ranges: { start: number; end: number }[] } {
  if (marked === null) return { text: null, ranges: [] }
  const ranges: { start: number; end: number }[] = []
  let text = ''
  for (const [index, part] of marked.split(/\[\[|\]\]/).entries()) {
    if (index % 2 === 1) ranges.push({ start: text.length, end: text.length + part.length })
    text += part
  }
  return { text, ranges }
}

/** Something that happens to a whole profile; `more` replaces any of it. */
export function profileChange(
  action: ProfileChange['action'],
  profile = 'external',
  more: Partial<ProfileChange> = {},
): ProfileChange {
  return { kind: 'profile', action, profile, reasons: ['because'], ...more }
}

/** A setting of profile external that changes from 1 to 2 and needs a restart; `more` replaces any of it. */
export function settingChange(name: string, more: Partial<SettingChange> = {}): SettingChange {
  return {
    kind: 'setting',
    profile: 'external',
    name,
    before: '1',
    after: '2',
    effect: 'restart',
    reasons: ['because'],
    texts: [{ xml: '2', sensitive: false }],
    meaning: '2',
    ...more,
  }
}

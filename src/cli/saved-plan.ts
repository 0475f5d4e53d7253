import path from 'node:path'
import { CODES, GwctlError } from '../errors.ts'
import { bindDisk, bindInput, bindLive, movedDisk, movedInput, movedLive } from '../apply/bindings.ts'
import { ensureKey, type Keyed } from '../apply/digest-key.ts'
import { beginJournal, type Journal } from '../apply/journal.ts'
import type { JournalHeader } from '../apply/journal-records.ts'
import { digestPlan } from '../apply/plan-digest.ts'
import { openPlan, sealPlan, type SavedPlan } from '../apply/saved-plan.ts'
import { readPlanFile, requireFree, writePlanFile } from '../apply/saved-plan-file.ts'
import { markUsed, requireUnused } from '../apply/used-plans.ts'
import type { Live } from '../model/live.ts'
import type { Plan } from '../model/plan.ts'
import type { SwitchEvidence } from '../plan/switch-evidence.ts'
import { planDocument } from '../render/plan-json.ts'
import { digestDocument, writeAudit } from './audited.ts'
import { readBoundInput, type BoundInput } from './bound-input.ts'
import type { Arguments } from './command.ts'
import type { DesiredInput } from './inputs.ts'
import type { Io } from './io.ts'
import { LIMIT_OPTIONS, PLAN_OPTIONS } from './plan-options.ts'
import type { Prepared, Witness } from './prepare-plan.ts'
import { VERSION } from './version.ts'

/** The options that shape a plan: a saved plan brings its own. */
const SHAPING = [...PLAN_OPTIONS, ...LIMIT_OPTIONS]

/** Before anything is read: whether a plan can be saved there, and from this input. Throws GW100 and GW106. */
export function requireSavable(name: string, args: Arguments, io: Io): void {
  refuseStdin(args)
  requireFree(path.resolve(io.cwd, name), name)
}

/** What the switch told when the plan was made. */
export interface Asked {
  readonly live: Live
  readonly evidence: SwitchEvidence
}

/** Saves a plan with everything that it was made from. Throws GW100, GW106 and GW501. */
export function savePlan(
  name: string,
  { plan, input, configuration, sources }: Prepared,
  { reads }: BoundInput,
  asked: Asked | undefined,
  args: Arguments,
  io: Io,
): void {
  const conf = configuration.target.root
  const key = ensureKey(conf)
  const text = sealPlan(
    {
      gwctl: VERSION,
      createdAt: io.clock.date().toISOString(),
      conf: input.desired.conf,
      inputs: args.values('file'),
      options: shapingOptions(args),
      bindings: {
        input: bindInput(reads, key),
        disk: bindDisk(configuration.disk.files, key),
        ...(asked && { live: bindLive(asked.live, key, asked.evidence.loaded) }),
        plan: digestPlan(plan, key),
      },
      plan: planDocument(plan, sources),
    },
    key,
  )
  writePlanFile(path.resolve(io.cwd, name), name, text)
}

/** A saved plan at its apply: what it is made from again, and what has to be as it was. */
export interface Approval {
  readonly input: DesiredInput
  /** The command line, with the options of the plan. */
  readonly args: Arguments
  /** Throws GW310 when the configuration directory or the switch has moved. */
  readonly witness: Witness
  /** Throws GW312 when it was applied before. Under the lock. */
  readonly requireUnused: () => void
  /** Throws GW310 when the plan that is made now does something else. */
  readonly requireSame: (plan: Plan) => void
  /** Begins the journal, and uses the plan up. */
  readonly begin: (root: string, header: JournalHeader) => Journal
}

/** Opens a plan file and reads its inputs again. Throws GW100, GW106, GW109, GW310, GW312 and InputError. */
export function approve(name: string, args: Arguments, io: Io): Approval {
  refuseOptions(args)
  const { saved, key } = openPlan(readPlanFile(path.resolve(io.cwd, name), name), name)
  const { live: asked, disk } = saved.bindings
  if (asked === undefined) throw savedOffline(name)
  const same = withOptions(args, saved)
  const noted = <T>(act: () => T): T => notingRefusal(saved, io, act)
  return {
    input: noted(() => readInputAgain(saved, key, same, io)),
    args: same,
    witness: {
      read: ({ disk: { files } }) => noted(() => refuseMoved(movedDisk(disk, bindDisk(files, key)))),
      observed: (live, { loaded }) => noted(() => refuseMoved(movedLive(asked, bindLive(live, key, loaded)))),
    },
    requireUnused: () => noted(() => requireUnused(saved.conf, saved.id)),
    requireSame: (plan) => {
      if (digestPlan(plan, key) !== saved.bindings.plan) noted(() => refuseMoved([differently(saved)]))
    },
    begin: (root, header) => {
      markUsed(root, saved.id, header.id)
      return beginJournal(root, header)
    },
  }
}

/** A saved plan that is out of date, or used up, was meant to be applied: the audit log tells of it. */
function notingRefusal<T>(saved: SavedPlan, io: Io, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof GwctlError && error.exit === CODES.GW310.exit) {
      const { code, exit } = error
      const plan = digestDocument(saved.plan)
      writeAudit(
        saved.conf,
        { purpose: 'apply', id: null, plan, outcome: 'refused', exit, code, numbers: {} },
        io,
      )
    }
    throw error
  }
}

function readInputAgain(saved: SavedPlan, key: Keyed, args: Arguments, io: Io): DesiredInput {
  const { reads, require } = readBoundInput(args.values('file'), io)
  // First of all: a file that has changed may be bad now, too.
  refuseMoved(movedInput(saved.bindings.input, bindInput(reads, key)))
  const input = require()
  if (input.desired.conf !== saved.conf)
    refuseMoved([`the YAML means the configuration directory ${input.desired.conf}, not ${saved.conf}`])
  return input
}

/** Names at most so many of the things that moved. */
const MOST_TOLD = 5

function refuseMoved(moved: readonly string[]): void {
  if (moved.length === 0) return
  const told = moved.slice(0, MOST_TOLD).join('; ')
  const more = moved.length > MOST_TOLD ? `; and ${moved.length - MOST_TOLD} more` : ''
  throw new GwctlError('GW310', `Since the plan was saved: ${told}${more}. Nothing was changed.`, {
    hint: 'Save a new plan with `gwctl plan --out FILE`, and look at it.',
  })
}

/** Everything that is bound is as it was; what else a plan hangs on has moved. */
function differently({ gwctl }: SavedPlan): string {
  return gwctl === VERSION
    ? 'the same input gives another plan (a global variable of the switch, or the record of the last apply, has changed)'
    : `gwctl ${VERSION} makes another plan than gwctl ${gwctl} did`
}

function savedOffline(name: string): GwctlError {
  return new GwctlError(
    'GW312',
    `${name} was saved with --offline: nobody knows what runs, so that it is for review only.`,
    { hint: 'Save a plan without --offline to apply it.' },
  )
}

function refuseStdin(args: Arguments): void {
  if (!args.values('file').includes('-')) return
  throw new GwctlError(
    'GW100',
    'A plan of standard input cannot be saved or applied from a file: its text is not kept, since it may hold secrets.',
    { hint: 'Put the YAML into a file and name that with -f.' },
  )
}

function refuseOptions(args: Arguments): void {
  refuseStdin(args)
  const given = SHAPING.find((each) => valueOf(args, each.name) !== undefined)
  if (given === undefined) return
  throw new GwctlError('GW100', `--${given.name} does not go with a saved plan, which has its own options.`, {
    hint: `Give it to \`gwctl plan --out FILE\`, or leave the plan file away.`,
  })
}

function shapingOptions(args: Arguments): SavedPlan['options'] {
  return Object.fromEntries(
    SHAPING.flatMap(({ name }) => {
      const value = valueOf(args, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function valueOf(args: Arguments, name: string): true | readonly string[] | undefined {
  if (args.flag(name)) return true
  const values = args.values(name)
  return values.length === 0 ? undefined : values
}

/** The command line with the options of the plan, and with its inputs where it names none itself. */
function withOptions(args: Arguments, { options, inputs }: SavedPlan): Arguments {
  const shaping = new Set(SHAPING.map((each) => each.name))
  const saved = new Map(Object.entries(options))
  const values = (name: string): readonly string[] => {
    const given = args.values(name)
    if (name === 'file') return given.length > 0 ? given : inputs
    if (!shaping.has(name)) return given
    const value = saved.get(name)
    return value === undefined || value === true ? [] : value
  }
  return {
    positionals: args.positionals,
    flag: (name) => (shaping.has(name) ? saved.get(name) === true : args.flag(name)),
    value: (name) => values(name).at(-1),
    values,
  }
}

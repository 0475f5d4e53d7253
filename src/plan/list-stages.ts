import type { Diagnostic } from '../errors.ts'
import type { Disk, DistributorNode } from '../model/disk.ts'
import type { Change, FileChange, RuntimeChange, StagedFile } from '../model/plan.ts'
import type { CommandStep, Step, WaitStep } from '../model/step.ts'
import { readWith } from '../xml/overlay.ts'
import { readDisk } from '../xml/read.ts'
import { sameNodes } from '../xml/verify-distributors.ts'
import type { PlannedList } from './distributors.ts'
import { StagedFiles } from './staged-files.ts'
import type { Stretch } from './stretches.ts'

/** What is done with the lists around one stretch of an apply: the change of a batch of gateways, or of whole profiles. */
export interface ListSteps {
  /** Before any gateway of it is killed, or goes with its profile. */
  readonly pause: readonly Step[]
  /** Once they are UP again. */
  readonly resume: readonly Step[]
}

export interface Stages {
  /** For each stretch. */
  readonly around: readonly ListSteps[]
  readonly staged: readonly StagedFile[]
  /** By list, the nodes that leave it for a time. */
  readonly paused: ReadonlyMap<string, readonly string[]>
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Keeps calls away from gateways while they are changed: mod_distributor goes on returning the name
 * of one that is killed, and the call fails. The rule:
 *
 * - A gateway leaves the managed lists before it is killed, or its profile restarts or stops, and comes back when it is UP. One that
 *   is new in a list comes in only then; one that goes leaves first.
 * - `Plan.files` are on disk already, lists among them. What is loaded before the end is written for
 *   that moment only, and the last text that is written is the one of `Plan.files`, byte for byte.
 * - A list that would be empty meanwhile stays as it is loaded: it would answer -err instead.
 * - A reload cannot take away the last list (mod_distributor.c:202-206): where none is to stand any more,
 *   the ones that go are loaded empty, which answers calls as an unknown list does.
 * - What has to change in a list besides waits for that end, so that lists are loaded as seldom as possible.
 *
 * @param files  what the plan writes
 */
export function stageLists(
  lists: readonly PlannedList[],
  stretches: readonly Stretch[],
  disk: Disk,
  files: readonly FileChange[],
): Stages {
  if (lists.length === 0) return { around: [], staged: [], paused: new Map(), diagnostics: [] }
  const final = files.length === 0 ? disk : readDisk(readWith(disk, files))
  const staging = new Staging(lists, final)
  const around = stretches.map((stretch, index) => ({
    pause: staging.pause(stretch, stretches.slice(index)),
    resume: staging.resume(stretch, index, stretches),
  }))
  return {
    around,
    staged: staging.files.staged(disk, files),
    paused: staging.paused,
    diagnostics: [...staging.files.diagnostics, ...staging.diagnostics],
  }
}

type Nodes = readonly DistributorNode[]

/** Which nodes share calls when. */
class Staging {
  readonly paused = new Map<string, string[]>()
  readonly diagnostics: Diagnostic[] = []
  readonly files: StagedFiles
  /** What shares calls at this point of the plan. */
  private readonly loaded: Map<string, Nodes | undefined>

  constructor(
    private readonly lists: readonly PlannedList[],
    final: Disk,
  ) {
    this.loaded = new Map(lists.map(({ name, current }) => [name, current]))
    this.files = new StagedFiles(final)
  }

  pause(stretch: Stretch, ahead: readonly Stretch[]): Step[] {
    const killed = namesOf(stretch.changes.filter((each) => goesAway(each, stretch)))
    if (!this.holdsAny(killed)) return []
    const pending = namesOf(ahead.flatMap((each) => each.changes).filter((each) => each.runtime.start))
    return this.load((list) => {
      const loaded = this.loaded.get(list.name) ?? []
      const present = new Set(loaded.map((each) => each.name))
      const isAway = ({ name }: DistributorNode): boolean =>
        killed.has(name) || (pending.has(name) && !present.has(name))
      const stay = list.after.filter((node) => !isAway(node))
      const left = list.after.filter((each) => killed.has(each.name) && present.has(each.name))
      if (stay.length === 0 && present.size > 0 && list.after.length > 0) {
        this.warnThatItStays(list, left)
        return loaded
      }
      this.paused.set(list.name, [...(this.paused.get(list.name) ?? []), ...left.map((each) => each.name)])
      return stay
    })
  }

  resume(stretch: Stretch, index: number, stretches: readonly Stretch[]): Step[] {
    const ahead = stretches.slice(index + 1).flatMap((each) => each.changes)
    const pending = namesOf(ahead.filter((each) => each.runtime.start))
    const steps = this.load(({ after, current = [] }) =>
      after.filter(({ name }) => !pending.has(name) || current.some((each) => each.name === name)),
    )
    if (steps.length === 0) return []
    const members = new Set(this.lists.flatMap(({ after }) => after.map((each) => each.name)))
    const back = stretch.changes.filter(({ gateway, runtime }) => runtime.start && members.has(gateway))
    const gateways = back.map(({ profile, gateway }) => ({ profile, gateway }))
    const proof = { kind: 'verify', batch: index + 1, of: stretches.length, gateways, now: true } as const
    return [
      ...back.flatMap((each) => registered(each, stretch)),
      ...(back.length > 0 ? [proof] : []),
      ...steps,
    ]
  }

  private holdsAny(names: ReadonlySet<string>): boolean {
    return [...this.loaded.values()].some((nodes = []) => nodes.some((each) => names.has(each.name)))
  }

  /** The steps that make the lists these; none where they are so already. */
  private load(nodesOf: (list: PlannedList) => Nodes): Step[] {
    const wanted = this.lists.map((list) => ({ list, nodes: nodesOf(list) }))
    if (wanted.every(({ list, nodes }) => isLoaded(this.loaded.get(list.name), nodes))) return []
    const writes = this.files.write(wanted)
    for (const { list, nodes } of wanted) this.loaded.set(list.name, nodes)
    const load = [...writes, command('reloadxml'), command('distributor_ctl reload')]
    const taken = this.files.takeAway()
    return taken === undefined ? load : [...load, ...taken, command('reloadxml')]
  }

  private warnThatItStays({ name }: PlannedList, left: Nodes): void {
    if (left.length === 0) return
    const names = left.map((each) => each.name).join(', ')
    this.diagnostics.push({
      code: 'GW140',
      severity: 'warning',
      message: `The distributor list ${name} has no other node than ${names}: it goes on naming it while it is changed.`,
      hint: 'Give the list a second gateway, or expect calls to fail for that moment.',
    })
  }
}

function isLoaded(loaded: Nodes | undefined, nodes: Nodes): boolean {
  return loaded !== undefined && sameNodes(loaded, nodes)
}

function namesOf(changes: readonly Change[]): ReadonlySet<string> {
  return new Set(changes.map((each) => each.gateway))
}

/** What runs goes with its profile, changed or not. */
function goesAway({ runtime }: Change, { whole }: Stretch): boolean {
  return runtime.kill || (whole === true && runtime.before !== undefined)
}

/** Also of one whose first registration the change itself does not wait for; one that was down may stay so. */
function registered({ profile, gateway, runtime }: Change, { whole }: Stretch): WaitStep[] {
  const awaited = whole ? isCarriedDown(runtime) : runtime.kill && runtime.registersBefore
  if (!runtime.registersAfter || awaited) return []
  return [{ kind: 'wait', profile, event: 'sofia::gateway_state', state: 'REGED', gateway }]
}

/** It is carried by a restart as it is, and was not UP before. */
function isCarriedDown({ kill, before }: RuntimeChange): boolean {
  return !kill && before?.status === 'DOWN'
}

function command(line: string): CommandStep {
  return { kind: 'command', profile: '', command: line }
}

import type { Diagnostic } from '../errors.ts'
import type { Disk, DistributorNode } from '../model/disk.ts'
import type {
  Change,
  CommandStep,
  FileChange,
  FileStep,
  RuntimeChange,
  StagedFile,
  Step,
  WaitStep,
} from '../model/plan.ts'
import { planFiles } from '../xml/files.ts'
import { readWith } from '../xml/overlay.ts'
import { readDisk } from '../xml/read.ts'
import { findPasswords } from '../xml/secrets.ts'
import { sameNodes } from '../xml/verify-distributors.ts'
import type { PlannedList } from './distributors.ts'
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
    staged: staging.staged(disk, files),
    paused: staging.paused,
    diagnostics: staging.diagnostics,
  }
}

type Nodes = readonly DistributorNode[]

class Staging {
  readonly paused = new Map<string, string[]>()
  readonly diagnostics: Diagnostic[] = []
  /** What shares calls at this point of the plan. */
  private readonly loaded: Map<string, Nodes | undefined>
  private readonly files = new Map<string, WrittenFile>()
  /** In which file a list stands in the end. */
  private readonly places: ReadonlyMap<string, string>
  /** No list at all is to stand in the end. */
  private readonly bare: boolean

  constructor(
    private readonly lists: readonly PlannedList[],
    private readonly final: Disk,
  ) {
    this.loaded = new Map(lists.map(({ name, current }) => [name, current]))
    const standing = final.distributors?.lists ?? []
    this.places = new Map(standing.map(({ name, site }) => [name.toLowerCase(), site.file]))
    this.bare = standing.length === 0
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

  staged(disk: Disk, files: readonly FileChange[]): StagedFile[] {
    return [...this.files].map(([path, { owner, texts }]) => {
      const change = files.find((each) => each.path === path) ?? unchanged(path, disk)
      return { ...change, owner, texts }
    })
  }

  private holdsAny(names: ReadonlySet<string>): boolean {
    return [...this.loaded.values()].some((nodes = []) => nodes.some((each) => names.has(each.name)))
  }

  /** The steps that make the lists these; none where they are so already. */
  private load(nodesOf: (list: PlannedList) => Nodes): Step[] {
    const wanted = this.lists.map((list) => ({ list, nodes: nodesOf(list) }))
    if (wanted.every(({ list, nodes }) => isLoaded(this.loaded.get(list.name), nodes))) return []
    const writes = this.write(wanted)
    for (const { list, nodes } of wanted) this.loaded.set(list.name, nodes)
    const load = [...writes, command('reloadxml'), command('distributor_ctl reload')]
    return this.bare ? [...load, ...this.takeAway(), command('reloadxml')] : load
  }

  /** After an empty list was loaded in place of none. */
  private takeAway(): FileStep[] {
    return [...this.files].flatMap(([path, file]) => {
      if (this.final.files.has(path)) return writeText(path, file, bytesOf(this.final, path), [])
      file.now = ''
      return [{ kind: 'file', profile: '', action: 'remove', path, stage: 0 } as const]
    })
  }

  private write(wanted: readonly Wanted[]): FileStep[] {
    const intents = wanted
      .filter(({ list, nodes }) => this.bare || !sameNodes(list.after, nodes))
      .map(({ list, nodes }) => ({ kind: 'distributor', name: list.name, nodes }) as const)
    const { files, diagnostics } = planFiles(this.final, [], intents)
    this.diagnostics.push(...diagnostics)
    for (const { path, owner } of files)
      if (!this.files.has(path)) this.files.set(path, { owner, texts: [], now: bytesOf(this.final, path) })
    const texts = new Map(files.map((each) => [each.path, String(each.after)]))
    return [...this.files].flatMap(([path, file]) => {
      const here = wanted.filter(({ list }) => this.places.get(list.name.toLowerCase()) === path)
      const without = [...new Set(here.flatMap(leftOut))]
      return writeText(path, file, texts.get(path) ?? bytesOf(this.final, path), without)
    })
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

/** A file that holds other texts for a time. */
interface WrittenFile {
  readonly owner: string
  readonly texts: string[]
  /** What stands in it at this point. */
  now: string
}

function writeText(path: string, file: WrittenFile, text: string, without: readonly string[]): FileStep[] {
  if (file.now === text) return []
  file.now = text
  file.texts.push(text)
  return [{ kind: 'file', profile: '', action: 'write', path, stage: file.texts.length - 1, without }]
}

/** Empty for a file that is not there. */
function bytesOf({ files }: Disk, path: string): string {
  return files.get(path)?.text ?? ''
}

interface Wanted {
  readonly list: PlannedList
  readonly nodes: Nodes
}

function isLoaded(loaded: Nodes | undefined, nodes: Nodes): boolean {
  return loaded !== undefined && sameNodes(loaded, nodes)
}

function leftOut({ list, nodes }: Wanted): string[] {
  const stay = new Set(nodes.map((each) => each.name))
  return list.after.filter((each) => !stay.has(each.name)).map((each) => each.name)
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

/** A file that the plan leaves as it is. */
function unchanged(path: string, disk: Disk): FileChange {
  const text = bytesOf(disk, path)
  const sensitive = findPasswords(text)
  return {
    path,
    action: 'update',
    before: text,
    after: text,
    owner: path,
    sensitiveBefore: sensitive,
    sensitiveAfter: sensitive,
  }
}

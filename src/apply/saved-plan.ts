import { randomBytes } from 'node:crypto'
import { GwctlError } from '../errors.ts'
import { printJson } from '../render/json.ts'
import type { Bound, InputBindings, LiveBindings } from './bindings.ts'
import { readKey, type Keyed } from './digest-key.ts'

/** Version of the file's form. Another one is refused: what it binds may not be known here. */
const SAVED_PLAN_VERSION = '1.0'

/**
 * A plan as `plan --out` saves it: what people review, and what has to be as it was when it is
 * applied. No secret is in it: the document is masked, and digests are keyed.
 */
export interface SavedPlan {
  readonly kind: typeof KIND
  readonly formatVersion: typeof SAVED_PLAN_VERSION
  /** Version of the gwctl that saved it. */
  readonly gwctl: string
  /** By which its one use is recorded. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  /** Absolute path of the configuration directory. */
  readonly conf: string
  /** Tells with which key the digests are made. */
  readonly keyId: string
  /** What `-f` named, as given; empty: the default. */
  readonly inputs: readonly string[]
  /** The options that shape a plan, by name: `true` for a switch. */
  readonly options: Readonly<Record<string, true | readonly string[]>>
  readonly bindings: Bindings
  /** As `plan --format json` prints it. */
  readonly plan: Readonly<Record<string, unknown>>
  /** Keyed digest of all of the above. */
  readonly seal: string
}

export interface Bindings {
  readonly input: InputBindings
  /** Every file that was read of the configuration directory. */
  readonly disk: readonly Bound[]
  /** Absent when the switch was not asked: such a plan is for review only. */
  readonly live?: LiveBindings
  /** Of everything that the plan does, secrets included. */
  readonly plan: string
}

export type SavedPlanContent = Omit<SavedPlan, 'kind' | 'formatVersion' | 'id' | 'keyId' | 'seal'>

const KIND = 'gwctl saved plan'

/** The saved plan as text, sealed with the key of its configuration directory. */
export function sealPlan(content: SavedPlanContent, key: Keyed): string {
  const { gwctl, createdAt, conf, inputs, options, bindings, plan } = content
  const open: Omit<SavedPlan, 'seal'> = {
    kind: KIND,
    formatVersion: SAVED_PLAN_VERSION,
    gwctl,
    id: randomBytes(16).toString('hex'),
    createdAt,
    conf,
    keyId: key.keyId,
    inputs,
    options,
    bindings,
    plan,
  }
  return printJson({ ...open, seal: sealOf(open, key) })
}

/**
 * Opens the text of a saved plan: it is whole, of this version, saved for a directory of this
 * machine, and exactly as it was saved.
 *
 * @param file  how the file is called in messages
 * @throws GW109 for what is no saved plan or a damaged one, GW312 for one that is not for use here
 */
export function openPlan(text: string, file: string): { readonly saved: SavedPlan; readonly key: Keyed } {
  const read = parse(text, file)
  if (!isFromSomeGwctl(read)) throw notSaved(file, read)
  if (!isSavedPlan(read)) throw otherVersion(file, read)
  const key = readKey(read.conf)
  if (key?.keyId !== read.keyId) throw foreign(file, read.conf)
  const { seal, ...open } = read
  if (seal !== sealOf(open, key)) throw changedSince(file)
  return { saved: read, key }
}

/** Whether a text is a saved plan of any version, and may be overwritten by another one. */
export function looksSaved(text: string): boolean {
  try {
    return isFromSomeGwctl(JSON.parse(text))
  } catch {
    return false
  }
}

function sealOf(open: Omit<SavedPlan, 'seal'>, { digest }: Keyed): string {
  return digest('saved plan', JSON.stringify(open))
}

interface FromSomeGwctl {
  readonly formatVersion: string
  readonly gwctl: string
}

function isFromSomeGwctl(read: unknown): read is FromSomeGwctl {
  if (typeof read !== 'object' || read === null || !('kind' in read) || read.kind !== KIND) return false
  return (
    'formatVersion' in read &&
    typeof read.formatVersion === 'string' &&
    'gwctl' in read &&
    typeof read.gwctl === 'string'
  )
}

/** Looks at what is used before the seal is checked; the seal vouches for all of the rest. */
function isSavedPlan(read: FromSomeGwctl): read is SavedPlan {
  if (read.formatVersion !== SAVED_PLAN_VERSION) return false
  const { conf, keyId, seal } = { conf: undefined, keyId: undefined, seal: undefined, ...read }
  return [conf, keyId, seal].every((each) => typeof each === 'string')
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const begun = text.trimStart().startsWith('{') && text.includes(KIND)
    throw begun
      ? new GwctlError('GW109', `${file} is damaged: it is not whole.`, { hint: SAVE_ANEW, cause: error })
      : notSaved(file, undefined)
  }
}

function notSaved(file: string, read: unknown): GwctlError {
  const printed = typeof read === 'object' && read !== null && 'changes' in read && 'commands' in read
  return new GwctlError(
    'GW109',
    printed ? `${file} is a plan as it is printed, not a saved one.` : `${file} is no saved plan.`,
    {
      hint: printed
        ? SAVE_ANEW
        : `Save a plan with \`gwctl plan --out FILE\`; to apply YAML, name it with -f: gwctl apply -f ${file}.`,
    },
  )
}

function otherVersion(file: string, { formatVersion, gwctl }: FromSomeGwctl): GwctlError {
  if (formatVersion === SAVED_PLAN_VERSION)
    return new GwctlError('GW109', `${file} is damaged: parts of it are missing.`, { hint: SAVE_ANEW })
  return new GwctlError(
    'GW312',
    `${file} was saved by gwctl ${gwctl} in format ${formatVersion}; this one reads ${SAVED_PLAN_VERSION}.`,
    { hint: 'Apply it with that version, or save a new plan with this one.' },
  )
}

function foreign(file: string, conf: string): GwctlError {
  return new GwctlError(
    'GW312',
    `${file} was not saved for the configuration directory ${conf} as it is on this machine.`,
    {
      hint: 'A saved plan applies only where it was saved, and while .gwctl/key is there: save a new one here.',
    },
  )
}

function changedSince(file: string): GwctlError {
  return new GwctlError('GW312', `${file} is not as it was saved: somebody has changed it.`, {
    hint: SAVE_ANEW,
  })
}

const SAVE_ANEW = 'Save a new plan with `gwctl plan --out FILE`, and look at it.'

/**
 * What a value is to FreeSWITCH. `int`, `seconds`, `milliseconds` and `port` are read with atoi
 * (`readInt`), `bool` with `readBool`; an `enum` is one of its words, a `list` several of them, an
 * `address` an IP address or one of the forms in `words`; `text` is taken as it stands.
 */
export type SettingKind =
  'bool' | 'int' | 'seconds' | 'milliseconds' | 'port' | 'enum' | 'list' | 'address' | 'text'

/**
 * What brings a changed value into force. FreeSWITCH parses every setting again at a rescan; what counts is when
 * it looks at the value. `partial`: some of it at a rescan, all of it only at a restart. `none`: it never does.
 */
export type SettingEffect = 'rescan' | 'restart' | 'partial' | 'none'

/** One setting of a profile, as FreeSWITCH 1.10.12 reads it. */
export interface SettingSpec {
  /** FreeSWITCH's spelling; it compares names without case (strcasecmp). */
  readonly name: string
  /** Another name that FreeSWITCH reads as this one. */
  readonly sameAs?: string
  readonly kind: SettingKind
  /** `enum` and `list`: the words it knows, compared without case. `address` and `port`: what may stand instead of one. */
  readonly words?: readonly string[]
  /** `enum` only: true where it takes true and false as well. */
  readonly orBool?: true
  /** Between the words of a `list`. */
  readonly separator?: ',' | '|'
  /** The value in force when the setting is absent, where it is always the same. */
  readonly default?: string
  /** What is in force when the setting is absent, in words, where it is not always the same. */
  readonly defaultFrom?: string
  /** Numbers only: the smallest value that FreeSWITCH takes as it is written. */
  readonly minimum?: number
  readonly maximum?: number
  readonly effect: SettingEffect
  /** After the setting is taken from disk: it keeps its last value until a restart, or a rescan brings back the default. */
  readonly removal: 'sticky' | 'reverts'
  /** FreeSWITCH takes several of the name; at most so many, where it has a limit. Of all others the last one wins. */
  readonly several?: { readonly most?: number }
  /** Its value is a secret wherever it comes from. */
  readonly sensitive?: true
  /** True when `value=""` is the same as no such setting. */
  readonly emptyIsUnset?: boolean
  /** What FreeSWITCH silently does with a bad value; one clause that completes "FreeSWITCH ...". */
  readonly onBadValue: string
  /** Why gwctl refuses an empty value; one clause that completes "FreeSWITCH ...". */
  readonly onEmpty?: string
  /** What its words mean, each after its name; one sentence. */
  readonly wordsMean?: string
  /** What has to be known about its coming into force; one sentence. */
  readonly note?: string
  /** One sentence. */
  readonly description: string
  readonly examples: readonly string[]
  /** Line of mod_sofia where it is read; a bare `file.c:line` is under src/mod/endpoints/mod_sofia. */
  readonly source: string
}

type More = Partial<Omit<SettingSpec, 'name' | 'kind' | 'source' | 'description'>>

/** A boolean: false by default, in force after a rescan. */
export function bool(name: string, line: number, description: string, more: More = {}): SettingSpec {
  const usual = more.default ?? 'false'
  const examples = [usual === 'true' ? 'false' : 'true']
  return {
    ...common(name, 'bool', line, description, examples),
    default: usual,
    onBadValue: 'reads it as false',
    ...more,
  }
}

/** A number from 0 on; FreeSWITCH ignores an empty one. */
export function number(
  name: string,
  line: number,
  kind: 'int' | 'seconds' | 'milliseconds' | 'port',
  description: string,
  more: More & { readonly examples: readonly string[] },
): SettingSpec {
  const limits = kind === 'port' ? { minimum: 1, maximum: 65535 } : { minimum: 0 }
  return { ...common(name, kind, line, description, more.examples), ...limits, emptyIsUnset: true, ...more }
}

/** One of the words that FreeSWITCH knows; of a list, several. */
export function words(
  name: string,
  line: number,
  kind: 'enum' | 'list',
  known: readonly string[],
  description: string,
  more: More,
): SettingSpec {
  return { ...common(name, kind, line, description, known.slice(0, 1)), words: known, ...more }
}

/** A text, or an address with the words that may stand for one. */
export function text(
  name: string,
  line: number,
  description: string,
  more: More & { readonly examples: readonly string[] },
): SettingSpec {
  return { ...common(name, 'text', line, description, more.examples), ...more }
}

/** An IP address, or a form that leads to one. */
export function address(
  name: string,
  line: number,
  forms: readonly string[],
  description: string,
  more: More & { readonly examples: readonly string[] },
): SettingSpec {
  return { ...common(name, 'address', line, description, more.examples), words: forms, ...more }
}

function common(
  name: string,
  kind: SettingKind,
  line: number,
  description: string,
  examples: readonly string[],
): SettingSpec {
  const source = `sofia.c:${line}`
  const usual = { effect: 'rescan', removal: 'sticky', onBadValue: NO_SPECIAL_READING } as const
  return { name, kind, ...usual, description, examples, source }
}

/** Of a value that is taken as it stands: nothing more is known than that it may be wrong. */
export const NO_SPECIAL_READING = 'may read it as something else'

/** What the SIP stack gets when it is created (sofia.c:3227-3299), and never again. */
export const AT_START = { effect: 'restart' } as const

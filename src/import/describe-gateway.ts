import type { DiskGateway, DiskProfile } from '../model/disk.ts'
import { canonicalParamName, paramSpec, type ParamKind } from '../model/params.ts'
import { FALSE_WORDS, TRUE_WORDS } from '../model/read-values.ts'
import { isSecretName } from '../model/secret-words.ts'
import { readText, type Globals } from '../model/text.ts'
import { meaningOf } from '../plan/meaning.ts'
import { sayInYaml, type Piece } from './yaml-text.ts'

/** A value as the YAML will have it. `bare`: a number or a boolean, without quotes. */
export interface Said {
  readonly pieces: readonly Piece[]
  readonly bare: boolean
  /** It is one that `--secrets env` moves. */
  readonly secret: boolean
  /** What stands on disk, where the YAML says what FreeSWITCH makes of it instead. */
  readonly onDisk?: string
}

/** A gateway as the YAML will have it. */
export interface Described {
  /** By FreeSWITCH's names, in the order of the file. */
  readonly params: ReadonlyMap<string, Said>
  readonly extraParams: ReadonlyMap<string, Said>
  readonly variables: readonly { readonly name: Said; readonly value: Said; readonly direction?: Said }[]
  readonly subscriptions: readonly { readonly event: Said; readonly params: ReadonlyMap<string, Said> }[]
}

/** Whose gateway it is, and how it is to be said. */
export interface Around {
  readonly profile: DiskProfile
  readonly globals: Globals
  /** Whether secrets go to the environment: their text is then none of the YAML's. */
  readonly moveSecrets: boolean
}

/**
 * A gateway on disk in the words of the YAML, or why it has none. Booleans, numbers and transports
 * are said as FreeSWITCH reads them, everything else as it is written.
 */
export function describeGateway(
  gateway: DiskGateway,
  around: Around,
): Described | { readonly fault: string } {
  const faults: string[] = []
  const { globals, moveSecrets } = around
  const say = (name: string, xml: string): Said => {
    const secret = isSecretName(name)
    const said = sayInYaml(xml, globals, secret && moveSecrets)
    if (!('fault' in said)) return { pieces: said, bare: false, secret }
    faults.push(`its \`${name}\` ${said.fault}`)
    return { pieces: [], bare: false, secret }
  }
  const described = describeWith(say, gateway, around)
  const [fault] = faults
  return fault === undefined ? described : { fault }
}

type Say = (name: string, xml: string) => Said

function describeWith(say: Say, { name, definition }: DiskGateway, { profile, globals }: Around): Described {
  const context = { gateway: name, globals, profileContext: profile.settings.get('context') }
  const meaning = meaningOf(definition, context)
  const params = new Map<string, Said>()
  const extraParams = new Map<string, Said>()
  for (const [written, { xml }] of definition.params) {
    const spec = paramSpec(written)
    const param = canonicalParamName(written)
    if (spec === undefined) extraParams.set(written, say(written, xml))
    else
      params.set(param, asRead(spec.kind, say(param, xml), readText(xml, globals), meaning.params.get(param)))
  }
  return {
    params,
    extraParams,
    variables: definition.variables.map((each) => ({
      name: say('name', each.name.xml),
      value: say(readText(each.name.xml, globals), each.value.xml),
      ...(each.direction && { direction: say('direction', each.direction.xml) }),
    })),
    subscriptions: definition.subscriptions.map(({ event, params: own }) => ({
      event: say('event', event.xml),
      params: new Map([...own].map(([param, { xml }]) => [param, say(param, xml)])),
    })),
  }
}

/** What FreeSWITCH makes of a boolean, number or transport; as it is written where that depends on a variable. */
function asRead(kind: ParamKind, said: Said, text: string, meaning: string | undefined): Said {
  const isFree = kind === 'text' || kind === 'host'
  if (isFree || meaning === undefined || said.pieces.some((each) => each.kind === 'reference')) return said
  const same = isUsual(kind, text) || text.toLowerCase() === meaning
  return {
    pieces: [{ kind: 'literal', text: meaning }],
    bare: BARE.test(meaning),
    secret: false,
    ...(!same && { onDisk: text }),
  }
}

const BARE = /^(?:true|false|\d+)$/

function isUsual(kind: ParamKind, text: string): boolean {
  const word = text.toLowerCase()
  return kind === 'bool' && (TRUE_WORDS.has(word) || FALSE_WORDS.has(word))
}

import { yamlBlockScalar, yamlComment, yamlScalar } from './scalar.ts'

/** A profile to be written, in the order of the file. */
export interface ProfileBlock {
  readonly name: string
  /** What is left out of it would be deleted otherwise: `prune: none` is written. */
  readonly keepOthers: boolean
  readonly items: readonly Item[]
  /** Why the whole profile is left out; absent: it is not. */
  readonly leftOut?: string
}

export type Item = GatewayBlock | { readonly kind: 'note'; readonly line: string }

/** A gateway with the lines below its name. */
export interface GatewayBlock {
  readonly kind: 'gateway'
  readonly name: string
  readonly comments: readonly string[]
  readonly lines: readonly string[]
}

/** What of the text is about which profile, or gateway of it; offsets in UTF-16 units. */
export interface Span {
  readonly profile: string
  /** Absent: the profile itself. */
  readonly gateway?: string
  readonly start: number
  readonly end: number
}

export interface WrittenYaml {
  readonly text: string
  readonly spans: readonly Span[]
}

/** The whole file. It ends with YAML's end mark, which tells that it is not cut off. */
export function writeYaml(
  head: readonly string[],
  conf: string,
  profiles: readonly ProfileBlock[],
): WrittenYaml {
  const writer = new Writer()
  for (const line of head) writer.line(0, yamlComment(line))
  writer.line(0, 'version: 1')
  writer.line(0, 'freeswitch:')
  writer.line(1, `conf: ${yamlBlockScalar(conf)}`)
  writer.line(0, '')
  const written = profiles.filter((each) => each.leftOut === undefined)
  if (written.length > 0) writer.line(0, 'profiles:')
  for (const profile of profiles) writeProfile(profile, writer)
  writer.line(0, '...')
  return writer.finish()
}

function writeProfile(profile: ProfileBlock, writer: Writer): void {
  const { name, leftOut, items } = profile
  if (leftOut !== undefined) return writer.line(1, yamlComment(leftOut))
  writer.about({ profile: name }, () => {
    writer.line(1, `${yamlScalar(name)}:`)
    if (profile.keepOthers) {
      writer.line(2, '# Gateways that are left out here carry the marker of gwctl: this keeps them.')
      writer.line(2, 'prune: none')
    }
    const isEmpty = !items.some((each) => each.kind === 'gateway')
    writer.line(2, isEmpty ? 'gateways: {}' : 'gateways:')
  })
  for (const item of items) writeItem(item, name, writer)
}

function writeItem(item: Item, profile: string, writer: Writer): void {
  switch (item.kind) {
    case 'note':
      writer.line(3, yamlComment(item.line))
      return
    case 'gateway':
      for (const line of item.comments) writer.line(3, yamlComment(line))
      writer.about({ profile, gateway: item.name }, () => {
        writer.line(3, `${yamlScalar(item.name)}:${item.lines.length === 0 ? ' {}' : ''}`)
        for (const line of item.lines) writer.line(4, line)
      })
      return
  }
}

class Writer {
  private readonly lines: string[] = []
  private length = 0
  private readonly spans: Span[] = []

  line(depth: number, text: string): void {
    const line = text === '' ? '\n' : `${'  '.repeat(depth)}${text}\n`
    this.lines.push(line)
    this.length += line.length
  }

  about(about: Pick<Span, 'profile' | 'gateway'>, write: () => void): void {
    const start = this.length
    write()
    this.spans.push({ ...about, start, end: this.length })
  }

  finish(): WrittenYaml {
    return { text: this.lines.join(''), spans: this.spans }
  }
}

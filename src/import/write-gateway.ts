import type { Described, Said } from './describe-gateway.ts'
import type { EnvNames } from './env-names.ts'
import { yamlBlockScalar, yamlComment, yamlScalar } from './scalar.ts'

/** How values are written: `env` takes the secrets where they are moved; absent: they stand in the YAML. */
export interface WriteValues {
  readonly gateway: string
  readonly env?: EnvNames
}

/**
 * The lines of one gateway below its name, without indentation, or why it has none.
 */
export function writeGateway(
  described: Described,
  values: WriteValues,
): readonly string[] | { readonly fault: string } {
  const faults: string[] = []
  const text = (name: string, said: Said): string => {
    const moved = textOf(name, said, values)
    if (moved === undefined) faults.push(`its \`${name}\` holds a line break, which no .env file can hold`)
    return moved ?? ''
  }
  const lines = linesOf(described, text)
  const [fault] = faults
  return fault === undefined ? lines : { fault }
}

type TextOf = (name: string, said: Said) => string

function linesOf(described: Described, text: TextOf): string[] {
  const { params, extraParams, variables, subscriptions } = described
  return [
    ...mapLines(params, text),
    ...block(
      'variables',
      variables.map((each) => variableLine(each, text)),
    ),
    ...block(
      'subscriptions',
      subscriptions.flatMap((each) => subscriptionLines(each, text)),
    ),
    ...block('extra-params', mapLines(extraParams, text)),
  ]
}

function block(key: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${key}:`, ...lines.map((line) => `  ${line}`)]
}

function mapLines(params: ReadonlyMap<string, Said>, text: TextOf): string[] {
  return [...params].map(([name, said]) => {
    const value = said.bare ? text(name, said) : yamlBlockScalar(text(name, said))
    const note = said.onDisk === undefined ? '' : ` ${yamlComment(`on disk ${JSON.stringify(said.onDisk)}`)}`
    return `${yamlScalar(name)}: ${value}${note}`
  })
}

function variableLine({ name, value, direction }: Described['variables'][number], text: TextOf): string {
  const written = text('name', name)
  const fields = [
    `name: ${yamlScalar(written)}`,
    `value: ${yamlScalar(text(written, value))}`,
    ...(direction === undefined ? [] : [`direction: ${yamlScalar(text('direction', direction))}`]),
  ]
  return `- { ${fields.join(', ')} }`
}

function subscriptionLines({ event, params }: Described['subscriptions'][number], text: TextOf): string[] {
  const lines = [`event: ${yamlScalar(text('event', event))}`, ...mapLines(params, text)]
  return lines.map((line, index) => `${index === 0 ? '-' : ' '} ${line}`)
}

function textOf(name: string, { pieces, secret }: Said, { gateway, env }: WriteValues): string | undefined {
  let text = ''
  for (const piece of pieces) {
    const moves = secret && env !== undefined && piece.kind === 'literal'
    const written = moves ? env.move(gateway, name, piece.text) : piece.text
    if (written === undefined) return undefined
    text += written
  }
  return text
}

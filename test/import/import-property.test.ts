import fc from 'fast-check'
import { loadDesired } from '../../src/config/load.ts'
import { importDisk, type Imported } from '../../src/import/import-disk.ts'
import type { Disk, DiskGateway } from '../../src/model/disk.ts'
import { GATEWAY_PARAMS } from '../../src/model/params.ts'
import { writeText } from '../../src/model/text.ts'
import { meaningOf } from '../../src/plan/meaning.ts'
import { encodeBytes } from '../../src/xml/bytes.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { conf } from '../xml/conf-fixture.ts'
import { desiredOf, planOf } from './import-lab.ts'

/** Values as they may stand between the quotes: hostile text, references, entities, things that look like YAML. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(writeText),
  fc
    .string({ unit: fc.constantFrom(...' ab:#-{}[]$&;"\'\\%@`!*|>?~,\t\u0001\udce9ü😀'), maxLength: 10 })
    .map(writeText),
  fc
    .array(
      fc.constantFrom(
        '$${carrier}',
        '$${unset}',
        '$${local_ip_v4}',
        '$${odd name}',
        '${x}',
        '${env:A}',
        '&#36;{',
        '$',
        '&',
        ';',
        'lt',
        'a',
        ' ',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    'no',
    'true',
    '007',
    '12:30',
    '1e3',
    'null',
    '~',
    '',
    '0x1F',
    '- a',
    '# c',
    '3',
    '-1',
    'yes',
    'udp',
    'TLS',
  ),
)
/** Values that any parameter of text may have: nothing to leave a gateway out for. */
const benign = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019 .-_/+#\'"\\&<>!*{}[],%üß€😀$'), minLength: 1, maxLength: 12 })
  .filter((each) => /[a-z]/i.test(each) && !/\$\{|\$\$|^\s*[<.*{x]|^(?:none|null)$/i.test(each))
  .map((each) => writeText(`v${each}`))

const names = GATEWAY_PARAMS.map((each) => each.name)
const textParams = GATEWAY_PARAMS.filter((each) => each.kind === 'text' && each.refused === undefined).map(
  (each) => each.name,
)

function gatewaysWith(value: fc.Arbitrary<string>, params: readonly string[]): fc.Arbitrary<string[]> {
  const pairs = fc.uniqueArray(fc.tuple(fc.constantFrom(...params, 'x-own', 'Odd: name'), value), {
    selector: ([name]) => name,
    maxLength: 6,
  })
  const variables = fc.array(fc.tuple(fc.constantFrom('a', 'sip_auth_password', 'b c'), value), {
    maxLength: 2,
  })
  const gateway = fc.tuple(pairs, variables, fc.boolean())
  return fc.array(gateway, { minLength: 1, maxLength: 8 }).map((all) => all.map(markup))
}

function markup(
  [params, variables]: [[string, string][], [string, string][], boolean],
  index: number,
): string {
  const usual: [string, string][] = [
    ['proxy', 'h.example'],
    ['username', 'u'],
    ['password', 'pw'],
  ]
  const written = [...usual.filter(([name]) => !params.some(([other]) => other === name)), ...params]
  const lines = written.map(([name, xml]) => `<param name="${name}" value="${xml}"/>\n`)
  const own = variables.map(([name, xml]) => `<variable name="${name}" value="${xml}"/>\n`)
  return encodeBytes(
    `<gateway name="g${index}">\n${lines.join('')}<variables>\n${own.join('')}</variables>\n</gateway>\n`,
  )
}

function diskOf(gateways: readonly string[]): Disk {
  return readDisk(readFromMemory(conf({ 'sip_profiles/external/gw.xml': gateways.join('') })))
}

function importOf(disk: Disk, secrets: 'inline' | 'env'): Imported {
  return importDisk(disk, { head: [], conf: '/c', secrets }, (yaml, env) =>
    loadDesired({ paths: ['-'], cwd: '/', env, stdin: yaml, resolveSecrets: true }),
  )
}

const secrets = fc.constantFrom('inline' as const, 'env' as const)

describe('importDisk, whatever stands on disk', () => {
  it('says every gateway with the same meaning, or leaves it out', () => {
    fc.assert(
      fc.property(gatewaysWith(hostile, names), secrets, (gateways, how) => {
        const disk = diskOf(gateways)
        const { yaml, env, leftOut, gateways: taken } = importOf(disk, how)
        const standing = disk.profiles.flatMap((each) => each.gateways)
        expect(taken.length + leftOut.length).toBe(standing.length)
        const desired = desiredOf(yaml, env).profiles.flatMap((each) => each.gateways ?? [])
        expect(desired.map((each) => each.name)).toEqual(taken.map((each) => each.gateway))
        for (const { name, definition } of desired) {
          const found = standing.find((each) => each.name === name && each.skipped === undefined)
          expect(meaning(definition, name, disk)).toEqual(meaning(found?.definition, name, disk))
        }
        const { changes } = planOf(desiredOf(yaml, env), disk)
        expect(changes.filter((each) => each.action !== 'adopt')).toEqual([])
      }),
      { numRuns: 80 },
    )
  })

  it('leaves nothing out that is a value like any other', () => {
    fc.assert(
      fc.property(gatewaysWith(benign, textParams), secrets, (gateways, how) => {
        const { leftOut, yaml, env } = importOf(diskOf(gateways), how)
        expect(leftOut.map((each) => each.reason)).toEqual([])
        if (how === 'env')
          for (const value of env.values()) if (value.length > 6) expect(yaml).not.toContain(value)
      }),
      { numRuns: 30 },
    )
  })
})

function meaning(definition: DiskGateway['definition'] | undefined, gateway: string, disk: Disk): unknown {
  if (definition === undefined) throw new Error(`${gateway} does not stand on disk`)
  return meaningOf(definition, { gateway, globals: disk.globals, profileContext: undefined })
}

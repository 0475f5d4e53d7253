import fs from 'node:fs'
import path from 'node:path'
import { gatewayPath } from '../../src/model/gateway.ts'
import { desiredOf, difference, diskAfter, importDirectory, planOf } from './import-lab.ts'

const CORPUS = path.join(__dirname, 'corpus')
const cases = fs
  .readdirSync(CORPUS, { withFileTypes: true })
  .filter((each) => each.isDirectory())
  .map((each) => each.name)

interface Expected {
  readonly imported: readonly string[]
  /** By gateway, part of the reason. */
  readonly leftOut: Readonly<Record<string, string>>
}

describe.each(['inline', 'env'] as const)('import with secrets %s', (secrets) => {
  it.each(cases)('%s', (name) => {
    const folder = path.join(CORPUS, name)
    const expected = JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Expected
    const { imported, disk } = importDirectory(path.join(folder, 'conf'), secrets)
    const { yaml, env } = imported
    expect(pathsOf(imported.gateways)).toEqual([...expected.imported].sort())
    expect(Object.keys(expected.leftOut).sort()).toEqual(
      [...new Set(imported.leftOut.map(({ gateway }) => gatewayPath(gateway.profile, gateway.name)))].sort(),
    )
    for (const { gateway, reason } of imported.leftOut) {
      expect(reason).toContain(expected.leftOut[gatewayPath(gateway.profile, gateway.name)]?.replace('*', ''))
      expect(yaml).toContain(`# Not imported: `)
    }

    const desired = desiredOf(yaml, env)
    const adoptions = planOf(desired, disk)
    expect(adoptions.changes.filter((each) => each.action !== 'adopt')).toEqual([])
    expect(pathsOf([...adoptions.changes, ...adoptions.unchanged])).toEqual([...expected.imported].sort())
    expect(adoptions.steps).toEqual([])

    const adopted = diskAfter(disk, adoptions.files)
    expect(planOf(desired, adopted)).toMatchObject({ changes: [], files: [], steps: [] })

    const changed = changeOne(yaml)
    const { changes, files } = planOf(desiredOf(changed.yaml, env), adopted)
    expect(changes).toMatchObject([{ action: 'update', params: [{ name: changed.param }] }])
    expect(files).toHaveLength(1)
    const { before, after } = files[0] ?? {}
    expectOnlyValueMoved(before ?? '', after ?? '', changed.param)
  })
})

it('is a corpus of more than forty', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40)
})

function pathsOf(refs: readonly { profile: string; gateway: string }[]): string[] {
  return refs.map((each) => gatewayPath(each.profile, each.gateway)).sort()
}

/** The first parameter that any value may be given without a change of another one. */
const LINE = /^ {8}(extension|context|proxy|realm): .*$/m

function changeOne(yaml: string): { yaml: string; param: string } {
  const param = LINE.exec(yaml)?.[1]
  if (param === undefined) throw new Error(`nothing to change:\n${yaml}`)
  return { yaml: yaml.replace(LINE, `        ${param}: changed.example`), param }
}

/** The bytes that differ stand between the quotes of that parameter's value. */
function expectOnlyValueMoved(before: string, after: string, param: string): void {
  const { at, before: gone, after: come } = difference(before, after)
  expect(gone + come).not.toMatch(/[<>"'=]/)
  const tag = before.slice(before.lastIndexOf('<', at), before.indexOf('>', at) + 1)
  expect(tag).toMatch(/^<param\s/)
  expect(tag).toMatch(new RegExp(`name\\s*=\\s*["']${param}["']`))
  expect(before.slice(0, at)).toMatch(/value\s*=\s*(["'])(?:(?!\1)[^])*$/)
}

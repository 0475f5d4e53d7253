import { makeCanaries, writingsOf, type Canaries } from './canaries.ts'
import { tellStory, type Told } from './story.ts'

/** Long enough to be in a text by nothing but a leak. */
const TELLING = 5

function hits({ sinks }: Told, { old, new: fresh }: Canaries): string[] {
  const forms = [...old, ...fresh].filter((each) => each.length > TELLING).flatMap(writingsOf)
  return [...sinks].flatMap(([name, text]) =>
    forms.filter((each) => text.includes(each)).map((each) => `${name}: ${each}`),
  )
}

/** Without what is another one in every run: moments, processes, and digests of bytes or under a key of their own. */
function timeless(text: string): string {
  return (
    text
      .replace(/[^\s"]*gwctl-cli-\w+/g, '/CWD')
      .replace(/\d{8}T\d{6}\.\d{3}Z/g, 'ID')
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| UTC)/g, 'DATE')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      .replace(/"(digest|seal|sha256(?:Before|After)?|keyId|id)": ?"[\w+/=-]{8,}"/g, '"$1": ""')
      .replace(/("of":"ID","plan":|"plan": )"[0-9a-f]{64}"/g, '$1""')
      // Keyed digests: the key is another in each run.
      .replace(/("meaning":)"[0-9a-f]{64}"/g, '$1""')
      .replace(/"unshown":\{[^}]*\}/g, (digests) => digests.replace(/:"[0-9a-f]{64}"/g, ':""'))
      .replace(/"pid":\d+|process \d+/g, 'PID')
      .replace(/("awayMs": ?|Away for |median, |usec>|"uptime-usec":\s*)[\d.]+(?: m?s)?/g, '$1')
      // They come when they come; none of them has a value of a gateway.
      .replace(/^received text\/event-json\n.*\n?/gm, '')
      .replace(/^Waiting for .* to become healthy\n/gm, '')
  )
}

/** The lines that only one of two texts has. */
function differences(one: Told, other: Told): string[] {
  return [...one.sinks].flatMap(([name, text]) => {
    const [left, right] = [timeless(text), timeless(other.sinks.get(name) ?? '')].map((each) =>
      each.split('\n'),
    )
    const at = left?.findIndex((line, index) => line !== right?.[index]) ?? -1
    return left?.length === right?.length && at < 0
      ? []
      : [`${name}, line ${at}: ${left?.[at] ?? ''} | ${right?.[at] ?? ''}`]
  })
}

describe('200 secrets, old and new, through the life of 50 gateways', () => {
  const canaries = [makeCanaries(1), makeCanaries(2)] as const
  let told: readonly [Told, Told]

  beforeAll(async () => {
    told = await Promise.all([tellStory(canaries[0]), tellStory(canaries[1])])
  }, 600_000)

  it('went through all of it: put back twice, killed once, refused then, and recovered', () => {
    const [{ codes, sinks }] = told
    const changing = Object.entries(codes).filter(([name]) => !/ (validate|plan)\b/.test(name))
    const failed = changing.filter(([, code]) => code !== 0)
    expect(failed.map(([name, code]) => [name.replace(/^\d+ /, ''), code])).toEqual([
      ['apply --yes --timeout 5', 6],
      ['apply --yes --timeout 5 --json --canary', 6],
      ['killed', null],
      ['apply --yes', 4],
      // The name of a variable is no place for a secret.
      ['apply --yes --keep', 3],
    ])
    for (const name of ['journal', 'lock', 'input.json', 'audit.jsonl', 'backups/ID/manifest.json', 'trace'])
      expect(sinks.get(name)?.length).toBeGreaterThan(100)
  })

  it('are in nothing that gwctl says or writes, in any writing', () => {
    expect(hits(told[0], canaries[0])).toEqual([])
    expect(hits(told[1], canaries[1])).toEqual([])
  })

  it('change nothing there: with others of the same shapes every byte is the same', () => {
    expect(told[0].codes).toEqual(told[1].codes)
    expect(differences(told[0], told[1])).toEqual([])
  })
})

import { describeAll, loadText } from './load-text.ts'

const HEAD = 'version: 1\nfreeswitch: { conf: ./conf }\n'

function load(lists: string): string[] {
  return describeAll(loadText(`${HEAD}distributors:\n${lists}`))
}

describe('distributors', () => {
  it('are lists with weights and places', () => {
    const { desired } = loadText(`${HEAD}distributors:\n  carriers: { nodes: { acme-1: 9, "2": 1 } }\n`)
    const [list] = desired?.distributors ?? []
    expect(list).toMatchObject({
      name: 'carriers',
      nodes: [
        { name: 'acme-1', weight: 9 },
        { name: '2', weight: 1 },
      ],
    })
  })

  it('are absent where none is named', () => {
    expect(loadText(HEAD).desired).not.toHaveProperty('distributors')
  })

  it.each<[string, string[]]>([
    [
      '  "two words": { nodes: { a: 1 } }\n',
      ['GW103 "\\"two words\\"" "two words" is no name that commands can carry for a distributor list.'],
    ],
    [
      '  a: { nodes: { x: 1 } }\n  A: { nodes: { x: 1 } }\n  b: { nodes: { x: 1 } }\n',
      ['GW105 "A" The distributor list A stands here and in <stdin>:4 as a.'],
    ],
    [
      '  a: { nodes: { x: 1000, y: 1 } }\n',
      [
        'warning GW108 "a" The weights of the distributor list a add up to 1001; where a call leaves out a gateway that is down, FreeSWITCH gives up after 1000 turns and answers -err.',
      ],
    ],
    ['  a: { nodes: { x: 999, y: 1 } }\n', []],
  ])('%j', (lists, expected) => expect(load(lists)).toEqual(expected))

  it('of several files merge; the same list twice names both places', () => {
    const texts: Record<string, string> = {
      '/site/a.yaml': `${HEAD}distributors: { a: { nodes: { x: 1 } } }\n`,
      '/site/b.yaml': 'version: 1\ndistributors: { b: { nodes: { x: 1 } } }\n',
      '/site/c.yaml': 'version: 1\ndistributors: { a: { nodes: { x: 1 } } }\n',
    }
    const files = {
      read: (path: string) => ({ bytes: Buffer.from(texts[path] ?? '') }),
      isDirectory: () => false,
      listYaml: () => ({ paths: [] }),
    }
    const merged = loadText('', { paths: ['a.yaml', 'b.yaml'], files })
    expect(merged.desired?.distributors?.map((each) => each.name)).toEqual(['a', 'b'])
    expect(describeAll(loadText('', { paths: ['a.yaml', 'c.yaml'], files }))).toEqual([
      'GW105 "a" The distributor list a stands here and in a.yaml:3.',
    ])
  })
})

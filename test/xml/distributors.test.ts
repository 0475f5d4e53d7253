import type { Disk, DiskFile } from '../../src/model/disk.ts'
import type { DistributorIntent } from '../../src/model/edit.ts'
import { planFiles } from '../../src/xml/files.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { DISTRIBUTOR_CONF } from '../../src/xml/plan-distributors.ts'
import { readDisk } from '../../src/xml/read.ts'

const PATH = DISTRIBUTOR_CONF

/** A configuration whose distributor.conf has this text; absent: there is none. */
function conf(text: string | undefined, more: Record<string, string> = {}): Map<string, string> {
  return new Map(
    Object.entries({
      'freeswitch.xml':
        '<document type="freeswitch/xml">\n<section name="configuration">\n<X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>\n</section>\n</document>\n',
      'autoload_configs/sofia.conf.xml':
        '<configuration name="sofia.conf">\n<profiles>\n<profile name="external"><gateways/><settings/></profile>\n</profiles>\n</configuration>\n',
      ...(text !== undefined && { [PATH]: text }),
      ...more,
    }),
  )
}

function lists(inner: string): string {
  return `<configuration name="distributor.conf">\n  <lists>\n${inner}  </lists>\n</configuration>\n`
}

function read(text: string | undefined, more: Record<string, string> = {}): Disk {
  return readDisk(readFromMemory(conf(text, more)))
}

function intent(name: string, nodes: Record<string, number>): DistributorIntent {
  const list = Object.entries(nodes).map(([node, weight]) => ({ name: node, weight }))
  return { kind: 'distributor', name, nodes: list }
}

function fileOf(disk: Disk): DiskFile {
  const file = disk.files.get(PATH)
  if (file === undefined) throw new Error(`${PATH} was not read`)
  return file
}

function edit(text: string | undefined, intents: readonly DistributorIntent[]): string {
  const { files, diagnostics } = planFiles(read(text), [], intents)
  if (diagnostics.length > 0) return diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n')
  return files.map((each) => `${each.action} ${each.path} ${each.owner}\n${each.after ?? ''}`).join('')
}

describe('reading distributor.conf', () => {
  it('is nothing where there is none', () => {
    expect(read(undefined).distributors).toBeUndefined()
  })

  it('takes lists and nodes as FreeSWITCH does, and tells what it drops', () => {
    const text = lists(
      `    <list name="a" total-weight="10">
      <node name="one" weight="9"/><node name="none"/><node name="zero" weight="0"/><node weight="2x"/>
      <other/>
    </list>
    <list><node name="lost" weight="1"/></list>
    <list name="A"/>
    <list name="empty" name="twice"/>
`,
    )
    const { distributors, diagnostics } = read(text)
    expect(distributors?.lists.map(({ name, nodes }) => ({ name, nodes }))).toEqual([
      {
        name: 'a',
        nodes: [
          { name: 'one', weight: 9 },
          { name: '', weight: 2 },
        ],
      },
      { name: 'empty', nodes: [] },
    ])
    const [list] = distributors?.lists ?? []
    expect(text.slice(list?.site.start, list?.site.end)).toMatch(/^<list name="a"[^]*<\/list>$/)
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      `GW202 ${PATH}: FreeSWITCH ignores "total-weight" of a distributor list`,
      `GW202 ${PATH}: FreeSWITCH skips the node "none" of the distributor list "a": it has no weight of at least 1`,
      `GW202 ${PATH}: FreeSWITCH skips the node "zero" of the distributor list "a": it has no weight of at least 1`,
      `GW202 ${PATH}: FreeSWITCH ignores a distributor list without a name`,
      `GW202 ${PATH}: FreeSWITCH never asks the second distributor list "A"`,
      `GW202 ${PATH}: FreeSWITCH takes only the first "name" of <list>`,
    ])
  })

  it('is found in a tree without freeswitch.xml', () => {
    const files = conf(lists('<list name="a"/>\n'))
    files.delete('freeswitch.xml')
    expect(readDisk(readFromMemory(files)).distributors?.lists.map((each) => each.name)).toEqual(['a'])
  })

  it('may have no <lists>', () => {
    expect(read('<configuration name="distributor.conf"/>\n').distributors).toEqual({
      lists: [],
      place: { file: PATH, start: 0 },
    })
  })
})

describe('editing distributor.conf', () => {
  const standing = lists(
    `    <!-- nine to one -->
    <list name='carriers' total-weight="10">
      <node name="acme-1" weight='9'/> <!-- cheap -->
      <node weight="1" name="acme-2"/>
    </list>
`,
  )

  it.each<[what: string, nodes: Record<string, number>, from: string, to: string]>([
    ['a weight in place', { 'acme-1': 5, 'acme-2': 1 }, "weight='9'", "weight='5'"],
    ['a node that goes', { 'acme-1': 9 }, '      <node weight="1" name="acme-2"/>\n', ''],
    [
      'a node that comes',
      { new: 2, 'acme-1': 9, 'acme-2': 1 },
      'name="acme-2"/>',
      'name="acme-2"/>\n      <node name="new" weight="2"/>',
    ],
    [
      'one for another',
      { 'acme-1': 9, other: 1 },
      ' <!-- cheap -->\n      <node weight="1" name="acme-2"/>',
      ' <!-- cheap -->\n      <node name="other" weight="1"/>',
    ],
  ])('%s', (_, nodes, from, to) => {
    const after = standing.replace(from, to)
    expect(after).not.toBe(standing)
    expect(edit(standing, [intent('CARRIERS', nodes)])).toBe(`update ${PATH} ${PATH}\n${after}`)
  })

  it('nothing where the list is as wanted, whatever its order', () => {
    expect(edit(standing, [intent('carriers', { 'acme-2': 1, 'acme-1': 9 })])).toBe('')
  })

  it('lists at the end of the others, all at once', () => {
    expect(edit(standing, [intent('b', { x: 1 }), intent('c', {})])).toBe(
      `update ${PATH} ${PATH}\n${standing.replace(
        '  </lists>',
        '    <list name="b">\n      <node name="x" weight="1"/>\n    </list>\n    <list name="c"/>\n  </lists>',
      )}`,
    )
  })

  it.each([
    ['<configuration name="distributor.conf">\n  <lists/>\n</configuration>\n'],
    ['<configuration name="distributor.conf">\n</configuration>\n'],
  ])('%j gets its first lists', (text) => {
    expect(edit(text, [intent('b', { x: 1 }), intent('c', { y: 2 })])).toBe(
      `update ${PATH} ${PATH}\n${lists('    <list name="b">\n      <node name="x" weight="1"/>\n    </list>\n    <list name="c">\n      <node name="y" weight="2"/>\n    </list>\n')}`,
    )
  })

  it('a file of its own where there is none', () => {
    expect(edit(undefined, [intent('b', { x: 1 })])).toBe(
      `create ${PATH} autoload_configs/sofia.conf.xml\n<configuration name="distributor.conf" description="Distributor Configuration">\n  <lists>\n    <list name="b">\n      <node name="x" weight="1"/>\n    </list>\n  </lists>\n</configuration>\n`,
    )
  })

  it('a list without nodes, and one that loses its last node', () => {
    const text = lists('    <list name="a"/>\n    <list name="b"><node name="x" weight="1"/></list>\n')
    expect(edit(text, [intent('a', { y: 3 }), intent('b', {})])).toBe(
      `update ${PATH} ${PATH}\n${lists('    <list name="a">\n      <node name="y" weight="3"/>\n    </list>\n    <list name="b"></list>\n')}`,
    )
    expect(edit(text, [intent('a', {})])).toBe('')
  })

  it('a second node of a name goes; a skipped one gets its weight', () => {
    const text = lists(
      '    <list name="a"><node name="x" weight="1"/><node name="x" weight="2"/><node name="y"/><node name="z" weight=3/></list>\n',
    )
    expect(edit(text, [intent('a', { x: 1, y: 4, z: 3 })])).toBe(
      `update ${PATH} ${PATH}\n${lists('    <list name="a"><node name="x" weight="1"/><node name="y" weight="4"/><node name="z" weight="3"/></list>\n')}`,
    )
  })

  it('refuses what it cannot edit safely', () => {
    const spread = lists('    <list name="a">\n<X-PRE-PROCESS cmd="include" data="nodes.inc"/>\n</list>\n')
    const refused = (disk: Disk, ...intents: DistributorIntent[]): string[] =>
      planFiles(disk, [], intents).diagnostics.map(({ code, message }) => `${code} ${message}`)
    const more = { 'autoload_configs/nodes.inc': '<node name="x" weight="1"/>\n' }
    expect(refused(read(spread, more), intent('a', { x: 2 }), intent('b', { x: 2 }))).toEqual([
      'GW203 The distributor list "a" cannot be edited: a part of it comes from autoload_configs/nodes.inc',
      'GW203 The distributor list "b" cannot be edited: there is no <lists> in one file to which it could be added',
    ])
    expect(
      refused(read('<!-- <configuration name="distributor.conf"/> -->\n'), intent('b', { x: 2 })),
    ).toEqual([
      `GW203 The distributor list "b" cannot be edited: ${PATH} is there, but holds no <configuration name="distributor.conf">`,
    ])
  })

  it('refuses a list of a file that is not known, and one that is not where it was', () => {
    const text = lists('    <list name="a"/>\n')
    const disk = read(text)
    const refused = (changed: Disk, intents: readonly DistributorIntent[]): string[] =>
      planFiles(changed, [], intents).diagnostics.map(({ message }) => message)
    const both = [intent('a', { x: 1 }), intent('b', { x: 1 })]
    const messages = [
      'The distributor list "a" cannot be edited: it does not read as one element',
      'The distributor list "b" cannot be edited: there is no <lists> in one file to which it could be added',
    ]
    expect(refused({ ...disk, files: new Map() }, both)).toEqual(messages)
    const cut = new Map([[PATH, { ...fileOf(disk), text: text.slice(0, text.indexOf('<list ')) }]])
    expect(refused({ ...disk, files: cut }, both)).toEqual(messages)
  })

  it('gives the file of a configuration without profiles to no profile', () => {
    const none = '<configuration name="sofia.conf">\n<profiles/>\n</configuration>\n'
    const disk = read(undefined, { 'autoload_configs/sofia.conf.xml': none })
    const { files } = planFiles(disk, [], [intent('b', { x: 1 })])
    expect(files.map(({ owner }) => owner)).toEqual([PATH])
  })

  it('refuses a file that nothing would include', () => {
    const files = conf(undefined)
    files.set(
      'freeswitch.xml',
      '<document type="freeswitch/xml">\n<section name="configuration">\n<X-PRE-PROCESS cmd="include" data="autoload_configs/sofia.conf.xml"/>\n</section>\n</document>\n',
    )
    const { files: changes, diagnostics } = planFiles(
      readDisk(readFromMemory(files)),
      [],
      [intent('b', { x: 1 })],
    )
    expect(changes).toEqual([])
    expect(diagnostics.map((each) => each.message)).toEqual([
      `${PATH}: after the edit the distributor list "b" would not read as intended`,
    ])
  })
})

import fc from 'fast-check'
import type { Disk } from '../../src/model/disk.ts'
import type { GatewayEdit } from '../../src/model/edit.ts'
import type { Text, Variable } from '../../src/model/gateway.ts'
import { readText, unwritable, writeText } from '../../src/model/text.ts'
import { applyEdits } from '../../src/xml/edit.ts'
import { planFiles } from '../../src/xml/files.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { readDisk } from '../../src/xml/read.ts'
import { conf, gatewayOf, gatewaysOf } from './conf-fixture.ts'

/** Hand-made files, each with one gateway `gw` and often others; the file is that of a careful or careless stranger. */
const FILES: Readonly<Record<string, string>> = {
  'one per file': `<include>
  <gateway name="gw">
    <param name="username" value="alice"/>
    <param name="password" value="s3cret"/>
    <param name="proxy" value="sip.example"/>
  </gateway>
</include>
`,
  'CRLF and tabs':
    '<include>\r\n\t<gateway name="gw">\r\n\t\t<param name="username" value="a"/>\r\n\t\t<!-- why -->\r\n\t\t<param name="password" value="b"/> <!-- old: c -->\r\n\t</gateway>\r\n</include>\r\n',
  'BOM, single quotes, no final newline':
    "\xef\xbb\xbf<include>\n  <gateway name='gw'>\n    <param name='username' value='al\"ice'/>\n    <param name='password' value='x&apos;y'/>\n    <!-- last -->\n  </gateway>\n</include>",
  'several on one line': `<gateway name="a"><param name="register" value="false"/></gateway><gateway name="gw"><param name="register" value="false"/><param name="proxy" value="p"/></gateway> <gateway name="z"><param name="register" value="0"/></gateway>\n`,
  'self-closing': `<include>\n    <gateway name="gw" />\n    <gateway name="z"><param name="register" value="no"/></gateway>\n</include>\n`,
  containers: `<gateway name="gw">
  <params>
    <param name="username" value="&#97;&amp;b"/>
    <param name="password" value="p&quot;w"/>
  </params>
  <variables>
    <variable name="codec" value="PCMA" direction="inbound"/>
    <variable name="x" value=""/>
  </variables>
  <subscriptions/>
</gateway>
<gateway name="b">
  <param name="register" value="false"/>
</gateway>
`,
  'preprocessor lines and directives': `<include>
<!--#comment <gateway name="gw"> -->
  <gateway name="gw">
    <param name="proxy" value="$\${carrier}"/>
    <X-PRE-PROCESS cmd="set" data="gw_port=5060"/>
    <param name="register" value="false"/>
    <variable name="a" value="1"/>
    <!-- <param name="proxy" value="old.example"/> -->
    <variable name="b" value="2" direction="outbound"/>
  </gateway>
</include>
`,
  'odd spacing': `<gateway\n  name = "gw"\n>\n<param\n name="username"\n value="u" ></param>\n<param name="password" value=p/><param value="no" name="register"/>\n\n</gateway>\n`,
  'latin1 bytes and a marker': `<gateway name="gw"><!-- gwctl: managed external/gw -->\n  <!-- caf\xe9 -->\n  <param name="realm" value="caf\xc3\xa9 \xe9"/>\n  <param name="register" value="false"/>\n</gateway>\n`,
}

const value = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '',
      "it's",
      '"',
      '<?',
      '</include>',
      '$${carrier}',
      'x-pre-process',
      '-->',
      '&amp;',
      'a\tb\nc',
      '\\1$&',
      'é',
      '--',
    ),
  )
  .filter((each) => unwritable(each) === undefined)
const plainText = value.map((each): Text => ({ xml: writeText(each), sensitive: false }))
const paramName = fc.constantFrom('username', 'password', 'proxy', 'register', 'realm', 'ping', 'x-1')
const variable = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'x', 'codec').map((xml) => ({ xml, sensitive: false })),
    value: plainText,
    direction: fc.constantFrom('inbound', 'outbound').map((xml) => ({ xml, sensitive: false })),
  },
  { requiredKeys: ['name', 'value'] },
) as fc.Arbitrary<Variable>
const subscription = fc.record({
  event: plainText,
  params: fc
    .dictionary(fc.constantFrom('expire-seconds', 'content-type'), plainText)
    .map((each) => new Map(Object.entries(each))),
})
const editOf = fc
  .record(
    {
      set: fc
        .uniqueArray(fc.tuple(paramName, plainText), { selector: ([name]) => name, maxLength: 4 })
        .map((pairs) => new Map(pairs)),
      remove: fc.uniqueArray(paramName, { maxLength: 3 }),
      variables: fc.array(variable, { maxLength: 4 }),
      subscriptions: fc.array(subscription, { maxLength: 2 }),
      mark: fc.boolean(),
    },
    { requiredKeys: ['set', 'remove'] },
  )
  .map(
    (edit): GatewayEdit =>
      ({ ...edit, remove: edit.remove.filter((name) => !edit.set.has(name)) }) as GatewayEdit,
  )

const PATH = 'sip_profiles/external/gw.xml'

function read(text: string): Disk {
  return readDisk(readFromMemory(conf({ [PATH]: text })))
}

function meaning(each: { readonly xml: string } | undefined, disk: Disk): string | undefined {
  return each === undefined ? undefined : readText(each.xml, disk.globals)
}

function variablesOf(list: readonly Variable[], disk: Disk): unknown {
  return list.map((each) => [each.name, each.value, each.direction].map((part) => meaning(part, disk)))
}

describe('edits of a gateway', () => {
  it.each(Object.entries(FILES))('%s: touch nothing else and read back as desired', (_, before) => {
    const disk = read(before)
    const gateway = gatewayOf(disk, 'gw')
    const others = gatewaysOf(disk).filter(({ name }) => name !== 'gw')
    fc.assert(
      fc.property(editOf, (edit) => {
        const { files, diagnostics } = planFiles(disk, [{ kind: 'edit', gateway, edit }])
        expect(diagnostics).toEqual([])
        const after = files[0]?.after ?? before
        expect(after.startsWith(before.slice(0, gateway.site.start))).toBe(true)
        expect(after.endsWith(before.slice(gateway.site.end))).toBe(true)
        const again = read(after)
        const found = gatewayOf(again, 'gw')
        for (const [name, wanted] of edit.set)
          expect(meaning(found.definition.params.get(name), again)).toBe(meaning(wanted, disk))
        for (const name of edit.remove) expect(found.definition.params.has(name)).toBe(false)
        for (const [name, kept] of gateway.definition.params)
          if (!edit.set.has(name) && !edit.remove.includes(name))
            expect(found.definition.params.get(name)).toEqual(kept)
        if (edit.variables !== undefined)
          expect(variablesOf(found.definition.variables, again)).toEqual(variablesOf(edit.variables, disk))
        if (edit.subscriptions !== undefined)
          expect(found.definition.subscriptions.map(({ event }) => meaning(event, again))).toEqual(
            edit.subscriptions.map(({ event }) => meaning(event, disk)),
          )
        expect(found.managed).toBe(edit.mark ?? gateway.managed)
        expect(
          gatewaysOf(again)
            .filter(({ name }) => name !== 'gw')
            .map(({ definition }) => definition),
        ).toEqual(others.map(({ definition }) => definition))
        const repeated = planFiles(again, [{ kind: 'edit', gateway: found, edit }])
        expect(repeated).toEqual({ files: [], diagnostics: [] })
      }),
      { seed: 20, numRuns: 150 },
    )
  })

  it('refuses edits that overlap', () => {
    const edits = [
      { offset: 1, length: 2, content: '' },
      { offset: 2, length: 1, content: '' },
    ]
    expect(() => applyEdits('abcd', edits)).toThrow('overlap at byte 2')
  })
})

import { registering, trunk, waitForEvent, waitForState, waitForTick, type Scenario } from '../lab.ts'
import { since } from './events.ts'

export const names: Scenario = {
  name: 'one table of names for all profiles',
  carriers: { open: {} },
  external: { 'b.xml': trunk('gw-b', '@open'), 'c.xml': trunk('gw-c', '@open') },
  internal: { 'i.xml': trunk('gw-i', '@open') },
  steps: [
    [
      'a bare name kills the gateway of another profile',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile internal killgw gw-b')).toBe('+OK gateway marked for deletion.\n')
        await waitForEvent(
          lab,
          'sofia::gateway_delete',
          { Gateway: 'gw-b', 'profile-name': 'external' },
          { after: start },
        )
      },
    ],
    [
      'the qualified name hits only its own profile, in exactly its letters',
      async (lab) => {
        expect(await lab.api('sofia profile internal killgw internal::gw-c')).toBe('-ERR no such gateway.\n')
        expect(await lab.api('sofia profile internal killgw GW-C')).toBe('-ERR no such gateway.\n')
        expect(await lab.api('sofia status gateway external::gw-c')).toContain('Name    \tgw-c\n')
      },
    ],
    [
      'startgw knows bare names only',
      async (lab) => {
        const start = lab.mark()
        const reply = await lab.api('sofia profile external startgw external::gw-b')
        expect(reply).toBe('Reload XML [Success]\n+OK start gateway external::gw-b complete\n')
        await lab.pass(0.3)
        expect(since(lab, start)).toEqual(['RELOADXML'])
      },
    ],
    [
      'startgw _all_ adds what is missing',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile external startgw _all_')).toBe(
          'Reload XML [Success]\n+OK start gateway _all_ complete\n',
        )
        await lab.pass(0.3)
        expect(since(lab, start)).toEqual(['RELOADXML', 'gateway_add gw-b'])
      },
    ],
    [
      'a name that another profile has becomes a ghost: listed, not announced, one more at every rescan',
      async (lab) => {
        lab.write('sip_profiles/internal/ghost.xml', trunk('gw-c', lab.carrier('open')))
        const start = lab.mark()
        await lab.api('sofia profile internal rescan')
        await lab.api('sofia profile internal rescan')
        await lab.pass(0.3)
        expect(since(lab, start)).toEqual(['RELOADXML', 'RELOADXML'])
        const all = await lab.api('sofia xmlstatus gateway')
        expect(all.match(/<name>gw-c<\/name>\n {4}<profile>internal<\/profile>/g)).toHaveLength(2)
        expect(await lab.api('sofia xmlstatus gateway gw-c')).toContain('<profile>external</profile>')
        expect(await lab.api('sofia xmlstatus gateway internal::gw-c')).toBe('Invalid Gateway!\n')
      },
    ],
    [
      'killgw _all_ clears ghosts',
      async (lab) => {
        const start = lab.mark()
        lab.remove('sip_profiles/internal/ghost.xml')
        await lab.api('sofia profile internal killgw _all_')
        await lab.pass(1.5)
        expect(since(lab, start)).toEqual([
          'gateway_delete gw-c',
          'gateway_delete gw-c',
          'gateway_delete gw-i',
        ])
        expect(await lab.api('sofia xmlstatus gateway gw-c')).toContain('<profile>external</profile>')
      },
    ],
    [
      'an alias stands for its profile, but not in the name of a gateway',
      async (lab) => {
        const path = 'sip_profiles/external.xml'
        const plain = lab.read(path)
        lab.write(path, plain.replace('<gateways>', '<aliases>\n<alias name="ext"/>\n</aliases>\n<gateways>'))
        await lab.api('sofia profile external rescan')
        expect(await lab.api('sofia profile ext rescan')).toBe('Reload XML [Success]\n+OK scan complete\n')
        expect(await lab.api('sofia status')).toContain(
          `\n${'ext'.padStart(25)}\t  alias\t  ${'external'.padStart(40)}\tALIASED\n`,
        )
        expect(await lab.api('sofia status')).toMatch(/2 profiles 1 alias\n$/)
        expect(await lab.api('sofia status profile ext')).toContain('Alias Of         \texternal\n')
        expect(await lab.api('sofia xmlstatus gateway ext::gw-c')).toBe('Invalid Gateway!\n')
        expect(await lab.api('sofia profile ext start')).toBe('Reload XML [Success]\nFailure starting ext\n')
      },
    ],
  ],
}

export const bindingsOpen: Scenario = {
  name: 'what the carrier keeps, without a challenge',
  carriers: { open: {} },
  external: { 'a.xml': registering('gw-a', '@open') },
  steps: [
    [
      'killgw and rescan back to back lose the binding, and REGED is a lie',
      async (lab) => {
        await waitForTick(lab, 'gw-a')
        expect(lab.bindings('gw-a')).toBe(1)
        const start = lab.mark()
        await lab.api('sofia profile external killgw external::gw-a')
        await lab.api('sofia profile external rescan')
        const deleted = await waitForEvent(
          lab,
          'sofia::gateway_delete',
          { Gateway: 'gw-a' },
          { after: start },
        )
        await lab.pass(1)
        expect(deleted.at - start.at).toBeLessThan(2.4)
        expect(await lab.api('sofia xmlstatus gateway gw-a')).toContain(
          '<state>REGED</state>\n    <status>UP</status>',
        )
        expect(lab.bindings('gw-a')).toBe(0)
        expect(since(lab, start)).toEqual([
          'RELOADXML',
          'gateway_add gw-a',
          'gateway_state gw-a TRYING DOWN',
          'gateway_state gw-a DOWN DOWN',
          'gateway_state gw-a REGISTER DOWN',
          'gateway_delete gw-a',
          'gateway_state gw-a REGED UP',
        ])
      },
    ],
    [
      'register mends it',
      async (lab) => {
        const start = lab.mark()
        await lab.api('sofia profile external register external::gw-a')
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        expect(lab.bindings('gw-a')).toBe(1)
      },
    ],
    [
      'waiting for State=DOWN keeps it',
      async (lab) => {
        const start = lab.mark()
        await lab.api('sofia profile external killgw external::gw-a')
        await waitForState(lab, 'gw-a', 'DOWN', { after: start })
        await lab.api('sofia profile external rescan')
        const registered = await waitForState(lab, 'gw-a', 'REGED', { after: start })
        await lab.pass(1)
        expect(registered.at - start.at).toBeLessThan(3.6)
        expect(lab.bindings('gw-a')).toBe(1)
        expect(since(lab, start)).toEqual([
          'gateway_state gw-a DOWN DOWN',
          'RELOADXML',
          'gateway_add gw-a',
          'gateway_delete gw-a',
          'gateway_state gw-a TRYING DOWN',
          'gateway_state gw-a REGISTER DOWN',
          'gateway_state gw-a REGED UP',
        ])
      },
    ],
    [
      'waiting for gateway_delete keeps it, too',
      async (lab) => {
        const start = lab.mark()
        await lab.api('sofia profile external killgw external::gw-a')
        await waitForEvent(lab, 'sofia::gateway_delete', { Gateway: 'gw-a' }, { after: start })
        await lab.api('sofia profile external startgw gw-a')
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        await lab.pass(1)
        expect(lab.bindings('gw-a')).toBe(1)
      },
    ],
  ],
}

export const bindingsDigest: Scenario = {
  name: 'what the carrier keeps, with digest',
  carriers: { digest: { auth: 'digest' }, late: { auth: 'digest', loseUnregisters: 1 } },
  external: { 'a.xml': registering('gw-a', '@digest'), 'l.xml': registering('gw-l', '@late') },
  steps: [
    [
      'killgw and rescan back to back: the challenge puts the REGISTER behind the un-REGISTER, by luck',
      async (lab) => {
        await waitForTick(lab, 'gw-a')
        const start = lab.mark()
        await lab.api('sofia profile external killgw external::gw-a')
        await lab.api('sofia profile external rescan')
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        await lab.pass(1.5)
        expect(lab.bindings('gw-a')).toBe(1)
      },
    ],
    [
      'an un-REGISTER that is sent again takes the new binding with it',
      async (lab) => {
        await waitForTick(lab, 'gw-l')
        const start = lab.mark()
        await lab.api('sofia profile external killgw external::gw-l')
        await lab.api('sofia profile external rescan')
        await waitForState(lab, 'gw-l', 'REGED', { after: start })
        await lab.pass(1.5)
        expect(lab.bindings('gw-l')).toBe(0)
      },
    ],
    [
      'waiting for State=DOWN keeps it',
      async (lab) => {
        const start = lab.mark()
        await lab.api('sofia profile external killgw external::gw-a')
        await waitForState(lab, 'gw-a', 'DOWN', { after: start })
        await lab.api('sofia profile external rescan')
        await waitForState(lab, 'gw-a', 'REGED', { after: start })
        await lab.pass(1.5)
        expect(lab.bindings('gw-a')).toBe(1)
      },
    ],
  ],
}

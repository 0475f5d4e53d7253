import { registering, trunk, waitForEvent, waitForState, type Lab, type Scenario } from '../lab.ts'
import { since } from './events.ts'

const TEN_SECONDS =
  /^Profile external must be up for at least 10 seconds to stop\/restart\.\nPlease wait \d+ seconds?\n$/

/** The state of a profile in `sofia jsonstatus`; undefined when it is gone. */
async function profileState(lab: Lab, name: string): Promise<string | undefined> {
  const { profiles } = JSON.parse(await lab.api('sofia jsonstatus')) as {
    profiles: Record<string, { status: { state: string } }>
  }
  return profiles[name]?.status.state
}

export const restarting: Scenario = {
  name: 'restart, stop, start',
  carriers: { open: {} },
  external: { 'a.xml': registering('gw-a', '@open'), 'b.xml': trunk('gw-b', '@open') },
  steps: [
    [
      'within ten seconds of its start a profile neither restarts nor stops, and nothing is reloaded',
      async (lab) => {
        const start = lab.mark()
        expect(await lab.api('sofia profile external restart')).toMatch(TEN_SECONDS)
        expect(await lab.api('sofia profile external stop')).toMatch(TEN_SECONDS)
        await lab.pass(0.3)
        expect(since(lab, start)).toEqual([])
      },
    ],
    [
      'restart: gateways go, the stack goes, everything comes again',
      async (lab) => {
        await lab.pass(9)
        const start = lab.mark()
        expect(await lab.api('sofia profile external restart')).toBe(
          'Reload XML [Success]\nrestarting: external',
        )
        expect(await lab.api('sofia profile external rescan')).toBe('Invalid Profile [external]')
        expect(await lab.api('sofia status')).not.toContain(' external\t')
        expect(await profileState(lab, 'external')).toBe('DOWN')
        const gone = await waitForEvent(lab, 'UNPUBLISH', { profile_name: 'external' }, { after: start })
        // Ten rounds of the worker, each a little less than a tenth of a second.
        expect(gone.at - start.at).toBeGreaterThan(0.9)
        expect(gone.at - start.at).toBeLessThan(3)
        expect(gone.headers).toEqual({
          service: '_sip._udp,_sip._tcp,_sip._sctp',
          port: String(lab.ports.external),
          module_name: 'mod_sofia',
          profile_name: 'external',
          profile_uri: `sip:mod_sofia@127.0.0.1:${lab.ports.external}`,
        })
        await waitForState(lab, 'gw-a', 'REGED', { after: start, within: 8 })
        expect(since(lab, start)).toEqual([
          'RELOADXML',
          'gateway_delete gw-b',
          'gateway_state gw-a DOWN DOWN',
          'gateway_delete gw-a',
          'UNPUBLISH external',
          'profile_start external',
          'PUBLISH external',
          'gateway_add gw-a',
          'gateway_add gw-b',
          'gateway_state gw-a TRYING DOWN',
          'gateway_state gw-a REGISTER DOWN',
          'gateway_state gw-a REGED UP',
        ])
        expect(lab.bindings('gw-a')).toBe(1)
      },
    ],
    [
      'stop: it vanishes; start brings it back, and its reply is no proof',
      async (lab) => {
        await lab.pass(9)
        const start = lab.mark()
        expect(await lab.api('sofia profile external stop')).toBe('Reload XML [Success]\nstopping: external')
        await waitForEvent(lab, 'UNPUBLISH', { profile_name: 'external' }, { after: start })
        await lab.pass(0.2)
        expect(await profileState(lab, 'external')).toBeUndefined()
        expect(lab.bindings('gw-a')).toBe(0)
        expect(await lab.api('sofia profile external start')).toBe(
          'Reload XML [Success]\nexternal started successfully\n',
        )
        await waitForEvent(lab, 'PUBLISH', { profile_name: 'external' }, { after: start })
        await waitForEvent(
          lab,
          'sofia::gateway_add',
          { Gateway: 'gw-b', 'profile-name': 'external' },
          { after: start },
        )
      },
    ],
  ],
}

export const portTaken: Scenario = {
  name: 'a port that is taken',
  carriers: { open: {} },
  internal: { 'a.xml': registering('gw-i', '@open') },
  steps: [
    [
      'rescan shows the new port at once, but stays on the old one; Contact keeps the first',
      async (lab) => {
        const path = 'sip_profiles/internal.xml'
        lab.write(
          path,
          lab.read(path).replace(`value="${lab.ports.internal}"`, `value="${lab.ports.external}"`),
        )
        lab.write('sip_profiles/internal/new.xml', trunk('new', lab.carrier('open')))
        expect(await lab.api('sofia profile internal rescan')).toBe(
          'Reload XML [Success]\n+OK scan complete\n',
        )
        expect(await lab.api('sofia status')).toMatch(
          new RegExp(`internal\\tprofile\\t +sip:mod_sofia@127\\.0\\.0\\.1:${lab.ports.external}\\tRUNNING`),
        )
        expect(await lab.api('sofia xmlstatus gateway new')).toContain(`@127.0.0.1:${lab.ports.internal};`)
      },
    ],
    [
      'restart onto it: profile_start, three tries 5 s apart, FAILURE, gone',
      async (lab) => {
        await lab.pass(9)
        const start = lab.mark()
        expect(await lab.api('sofia profile internal restart')).toBe(
          'Reload XML [Success]\nrestarting: internal',
        )
        const started = await waitForEvent(
          lab,
          'sofia::profile_start',
          { profile_name: 'internal' },
          { after: start },
        )
        const failed = await waitForEvent(lab, 'FAILURE', {}, { after: start, within: 14 })
        expect(failed.at - started.at).toBeGreaterThan(9)
        expect(failed.at - started.at).toBeLessThan(11.5)
        expect(failed.headers).toEqual({
          module_name: 'mod_sofia',
          profile_name: 'internal',
          profile_uri: `sip:mod_sofia@127.0.0.1:${lab.ports.external}`,
          failure_message: 'Profile failed to start.',
          file: 'sofia.c',
          line: '3321',
        })
        expect(await lab.api('sofia profile internal rescan')).toBe('Invalid Profile [internal]')
        expect(await profileState(lab, 'internal')).toBeUndefined()
      },
    ],
    [
      'the old file back, and start: it runs again',
      async (lab) => {
        const path = 'sip_profiles/internal.xml'
        lab.write(
          path,
          lab.read(path).replace(`value="${lab.ports.external}"`, `value="${lab.ports.internal}"`),
        )
        const start = lab.mark()
        await lab.api('sofia profile internal start')
        await waitForEvent(
          lab,
          'PUBLISH',
          { profile_name: 'internal', port: String(lab.ports.internal) },
          { after: start },
        )
        await waitForState(lab, 'gw-i', 'REGED', { after: start })
      },
    ],
  ],
}

export const leakedLock: Scenario = {
  name: 'register of a gateway that does not register',
  carriers: { open: {} },
  external: { 'b.xml': trunk('gw-b', '@open') },
  steps: [
    [
      'is refused, and the profile never finishes a stop any more',
      async (lab) => {
        expect(await lab.api('sofia profile external register gw-b')).toBe(
          "-ERR NOREG gateway [gw-b] can't be registered!\n",
        )
        expect(await lab.api('sofia profile external unregister gw-b')).toBe(
          "-ERR NOREG gateway [gw-b] can't be unregistered!\n",
        )
        await lab.pass(9)
        const start = lab.mark()
        expect(await lab.api('sofia profile external restart')).toBe(
          'Reload XML [Success]\nrestarting: external',
        )
        await waitForEvent(lab, 'UNPUBLISH', { profile_name: 'external' }, { after: start })
        await lab.pass(3)
        expect(await profileState(lab, 'external')).toBe('DOWN')
        expect(
          lab
            .events()
            .slice(start.index + 1)
            .some(({ what }) => what === 'sofia::profile_start'),
        ).toBe(false)
      },
    ],
  ],
}

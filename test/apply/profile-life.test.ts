import {
  restartProfile,
  startProfile,
  stopProfile,
  type ProfilePorts,
  type ProfileProgress,
} from '../../src/apply/profile-life.ts'
import { GwctlError } from '../../src/errors.ts'
import { CommandError } from '../../src/freeswitch/run.ts'
import type { BoundSocket } from '../../src/targets/proc-net.ts'
import { account, fastClock, withLab, type Lab } from './lab.ts'

const world = { gateways: { 'external/acme': account('alice') } }

/** Ports over a new connection to the lab, and what was told. */
async function portsOf(
  lab: Lab,
  more: Partial<ProfilePorts> = {},
): Promise<{ ports: ProfilePorts; told: ProfileProgress[] }> {
  const told: ProfileProgress[] = []
  const link = await lab.connect()
  const progress = (each: ProfileProgress): void => void told.push(each)
  return { ports: { link, clock: fastClock, progress, checkInterrupt: () => undefined, ...more }, told }
}

const kinds = (told: readonly ProfileProgress[]): string[] => [...new Set(told.map((each) => each.kind))]

async function stateOf(lab: Lab, name: string): Promise<string | undefined> {
  return (await lab.live()).profiles.find((each) => each.name === name)?.state
}

/** The profiles of the lab have run for longer than FreeSWITCH asks of one that is to be stopped. */
async function grownUp(lab: Lab): Promise<void> {
  await lab.settled(['acme'])
  await fastClock.sleep(11_000)
}

const BROKEN = '<include>\n  <gateway name="acme">\n</include>\n'

const HOLDER: BoundSocket = {
  protocol: 'udp',
  address: '127.0.0.1',
  port: 5080,
  inode: 1,
  process: { pid: 123, name: 'kamailio' },
}

describe('restartProfile', () => {
  it('returns when the profile is up and takes commands', () =>
    withLab(world, async (lab) => {
      await grownUp(lab)
      const { ports, told } = await portsOf(lab)
      const up = await restartProfile('external', ports)
      expect(up.event).toEqual({
        kind: 'up',
        profile: 'external',
        listens: { address: '127.0.0.1', port: 5080 },
      })
      expect(await stateOf(lab, 'external')).toBe('RUNNING')
      expect(lab.commands).toEqual(['sofia profile external restart reloadxml'])
      expect(kinds(told)[0]).toBe('begun')
      await lab.settled(['acme'])
    }))

  it('says that it runs on the old configuration when the new one does not load', () =>
    withLab(world, async (lab) => {
      await grownUp(lab)
      const { ports, told } = await portsOf(lab)
      lab.write('sip_profiles/external/acme.xml', BROKEN)
      await expect(restartProfile('external', ports)).rejects.toThrow(/old configuration/)
      expect(kinds(told)[0]).toBe('begun')
      expect(await stateOf(lab, 'external')).toBe('RUNNING')
    }))

  it('says who holds the port, and what to do', () => {
    let busy = false
    return withLab({ ...world, isBusy: () => busy }, async (lab) => {
      await grownUp(lab)
      busy = true
      const { ports } = await portsOf(lab, { holderOf: () => HOLDER })
      const error: unknown = await restartProfile('external', ports).catch((each: unknown) => each)
      expect(error).toMatchObject({ code: 'GW408' })
      expect(error).toHaveProperty(
        'message',
        'Profile external could not start on 127.0.0.1:5080: UDP 127.0.0.1:5080 is held by kamailio (pid 123).',
      )
      expect(error).toHaveProperty('hint', expect.stringContaining('gwctl profile start external'))
      expect(await stateOf(lab, 'external')).toBeUndefined()
    })
  })

  it('says so when nobody knows who', () => {
    let busy = false
    return withLab({ ...world, isBusy: () => busy }, async (lab) => {
      await grownUp(lab)
      busy = true
      const { ports } = await portsOf(lab)
      await expect(restartProfile('external', ports)).rejects.toThrow(
        'Profile external could not start on 127.0.0.1:5080: the log of FreeSWITCH says why.',
      )
    })
  })

  it('gives up in time on one that never comes', () => {
    let busy = false
    return withLab({ ...world, isBusy: () => busy }, async (lab) => {
      await grownUp(lab)
      busy = true
      const { ports } = await portsOf(lab, { timeoutMs: 4000 })
      await expect(restartProfile('external', ports)).rejects.toThrow(/did not come up within 4 s/)
    })
  })

  it('fails for a profile that does not run', () =>
    withLab(world, async (lab) => {
      const { ports, told } = await portsOf(lab)
      await expect(restartProfile('nope', ports)).rejects.toThrow(/does not run/)
      expect(told).toEqual([])
    }))
})

const YOUNG = new CommandError('sofia profile external restart reloadxml', {
  ok: false,
  reason: 'too-young',
  waitSeconds: 3,
  text: '',
})

/** A switch of which each command and question is answered from a list; the last answer stays. */
function scripted(
  script: { readonly sends?: readonly (Error | undefined)[]; readonly states?: readonly string[] },
  more: Partial<ProfilePorts> = {},
): { ports: ProfilePorts; told: ProfileProgress[]; sent: string[]; slept: () => number } {
  const sends = [...(script.sends ?? [])]
  const states = [...(script.states ?? ['RUNNING'])]
  const told: ProfileProgress[] = []
  const sent: string[] = []
  let now = 0
  const pass = (ms: number): Promise<void> => {
    now += ms
    return Promise.resolve()
  }
  const link: ProfilePorts['link'] = {
    send: (command) => {
      sent.push(command)
      const error = sends.shift()
      return error === undefined ? Promise.resolve() : Promise.reject(error)
    },
    mark: () => 0,
    waitForProfile: (profile) => Promise.resolve({ event: { kind: 'up', profile }, at: now }),
    profileStates: () => {
      const state = (states.length > 1 ? states.shift() : states[0]) ?? ''
      return Promise.resolve(state === '' ? [] : [{ name: 'external', state, calls: 0, gateways: [] }])
    },
  }
  const ports: ProfilePorts = {
    link,
    clock: { now: () => now, sleep: pass, date: () => new Date(0) },
    progress: (each) => void told.push(each),
    checkInterrupt: () => undefined,
    ...more,
  }
  return { ports, told, sent, slept: () => now }
}

const interrupted = (): never => {
  throw new GwctlError('GW505', 'Interrupted.', { hint: 'Run it again.' })
}

describe('a profile that is too young', () => {
  const restart = 'sofia profile external restart reloadxml'

  it('is waited for, counting down, and the files are read once more', async () => {
    const { ports, told, sent, slept } = scripted({ sends: [YOUNG] })
    await restartProfile('external', ports)
    expect(told).toEqual([
      { kind: 'too-young', profile: 'external', secondsLeft: 3 },
      { kind: 'too-young', profile: 'external', secondsLeft: 2 },
      { kind: 'too-young', profile: 'external', secondsLeft: 1 },
      { kind: 'begun', profile: 'external', command: restart },
    ])
    expect(sent).toEqual([restart, 'reloadxml', restart])
    expect(slept()).toBe(3000)
  })

  it('is not restarted when the files were broken meanwhile', async () => {
    const broken = new Error('its configuration does not load')
    const { ports, told, sent } = scripted({ sends: [YOUNG, broken] })
    await expect(restartProfile('external', ports)).rejects.toBe(broken)
    expect(sent).toEqual([restart, 'reloadxml'])
    expect(kinds(told)).toEqual(['too-young'])
  })

  it('is not waited for for ever', async () => {
    const young = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? YOUNG : undefined))
    const { ports, sent } = scripted({ sends: young })
    await expect(restartProfile('external', ports)).rejects.toBe(YOUNG)
    expect(sent.filter((each) => each === restart)).toHaveLength(4)
  })

  it('is stopped without reading the files', async () => {
    const { ports, sent } = scripted({ sends: [YOUNG], states: ['DOWN', 'DOWN', ''] })
    await stopProfile('external', ports)
    expect(sent).toEqual(['sofia profile external stop', 'sofia profile external stop'])
  })

  it('lets an interrupt end the wait, and sends nothing more', async () => {
    const { ports, sent } = scripted({ sends: [YOUNG] }, { checkInterrupt: interrupted })
    await expect(restartProfile('external', ports)).rejects.toMatchObject({ code: 'GW505' })
    expect(sent).toEqual([restart])
  })
})

describe('waiting for a profile', () => {
  it.each([
    ['to come up', (ports: ProfilePorts) => restartProfile('external', ports), ['DOWN']],
    ['to stop', (ports: ProfilePorts) => stopProfile('external', ports), ['DOWN']],
    ['to be gone before a start', (ports: ProfilePorts) => startProfile('external', ports), ['DOWN']],
  ])('%s ends with an interrupt', async (_, act, states) => {
    const { ports } = scripted({ states }, { checkInterrupt: interrupted })
    await expect(act(ports)).rejects.toMatchObject({ code: 'GW505' })
  })

  it('looks at an interrupt while no event comes', async () => {
    const { ports } = scripted({}, { checkInterrupt: interrupted })
    const link = { ...ports.link, waitForProfile: () => Promise.resolve(undefined) }
    await expect(restartProfile('external', { ...ports, link })).rejects.toMatchObject({ code: 'GW505' })
  })

  it('sends a start only when the old instance is gone', async () => {
    const { ports, sent, slept } = scripted({ states: ['DOWN', 'DOWN', 'DOWN', '', 'RUNNING'] })
    expect(await startProfile('external', ports)).toMatchObject({ event: { kind: 'up' } })
    expect(sent).toEqual(['sofia profile external start'])
    expect(slept()).toBeGreaterThan(0)
  })

  it('takes PUBLISH for done only when the profile takes commands', async () => {
    const { ports, slept } = scripted({ states: ['DOWN', '', 'RUNNING'] })
    await restartProfile('external', ports)
    expect(slept()).toBe(400)
  })

  it('gives up on one that is published and never runs', async () => {
    const { ports } = scripted({ states: [''] })
    await expect(restartProfile('external', ports)).rejects.toThrow(/did not come up within 80 s/)
  })

  it('tells once a second that it goes on', async () => {
    const { ports, told } = scripted({ states: ['DOWN'] }, { timeoutMs: 5000 })
    await expect(stopProfile('external', ports)).rejects.toThrow(/has not finished stopping after \d s/)
    const left = told.flatMap((each) => (each.kind === 'going-on' ? [each.secondsLeft] : []))
    expect(left).toEqual([4, 3, 2, 1])
  })

  it('waits for one that stops slowly: a ping that nobody answers takes FreeSWITCH 30 s', async () => {
    const slow: string[] = Array.from({ length: 160 }, () => 'DOWN')
    const { ports, slept } = scripted({ states: [...slow, ''] })
    await stopProfile('external', ports)
    expect(slept()).toBeGreaterThan(31_000)
  })

  it('says of one that does not stop that it may still, and what ends it if not', async () => {
    const { ports } = scripted({ states: ['DOWN'] })
    const error: unknown = await stopProfile('external', ports).catch((each: unknown) => each)
    expect(error).toMatchObject({
      code: 'GW408',
      message: 'Profile external has not finished stopping after 80 s.',
      hint: expect.stringMatching(/^It may still end: .* stays DOWN there for longer, only a restart/),
    })
  })

  it('notes that something may have begun when the answer was lost', async () => {
    const lost = new GwctlError('GW405', 'The connection is gone.', { hint: 'Run it again.' })
    const { ports, told } = scripted({ sends: [lost] })
    await expect(restartProfile('external', ports)).rejects.toBe(lost)
    expect(kinds(told)).toEqual(['begun'])
  })
})

describe('stopProfile and startProfile', () => {
  it('stop returns when the profile is forgotten, and start when it is up', () =>
    withLab(world, async (lab) => {
      const { ports } = await portsOf(lab)
      await stopProfile('external', ports)
      expect(await stateOf(lab, 'external')).toBeUndefined()
      const up = await startProfile('external', ports)
      expect(up?.event.listens).toEqual({ address: '127.0.0.1', port: 5080 })
      expect(await stateOf(lab, 'external')).toBe('RUNNING')
      await lab.settled(['acme'])
    }))

  it('start sends nothing to a profile that runs: it would be a rescan', () =>
    withLab(world, async (lab) => {
      const { ports, told } = await portsOf(lab)
      expect(await startProfile('external', ports)).toBeUndefined()
      expect(lab.commands).toEqual([])
      expect(told).toEqual([])
    }))

  it('stop says when a profile never finishes', () =>
    withLab({ gateways: { 'external/acme': account('alice', { register: 'false' }) } }, async (lab) => {
      await fastClock.sleep(11_000)
      const { ports } = await portsOf(lab, { timeoutMs: 4000 })
      // What leaks the lock (mod_sofia.c:3672-3680).
      await ports.link.send('sofia profile external register external::acme').catch(() => undefined)
      await expect(stopProfile('external', ports)).rejects.toThrow(/has not finished stopping after \d s/)
      await expect(startProfile('external', ports)).rejects.toThrow(/has not finished stopping after \d s/)
      expect(lab.commands.filter((each) => each.endsWith(' start'))).toEqual([])
    }))

  it('start of a profile that is nowhere says so', () =>
    withLab(world, async (lab) => {
      const { ports, told } = await portsOf(lab)
      await expect(startProfile('nope', ports)).rejects.toThrow(/could not be started/)
      expect(told).toEqual([])
    }))
})

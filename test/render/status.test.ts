import type { LiveGateway } from '../../src/model/live.ts'
import { statusOf, type SwitchStatus } from '../../src/model/status.ts'
import { displayWidth } from '../../src/render/display-width.ts'
import { durationText } from '../../src/render/duration.ts'
import { renderGateway } from '../../src/render/status-detail.ts'
import { statusDocument } from '../../src/render/status-json.ts'
import { pingTimeText } from '../../src/render/status-cells.ts'
import { renderStatus } from '../../src/render/status-text.ts'
import { liveGateway } from '../support/live-gateway.ts'

function statusWith(
  gateways: readonly Partial<LiveGateway>[],
  unknown: readonly string[] = [],
): SwitchStatus {
  const live = {
    coreUuid: 'one',
    version: '1.10.12-release',
    profiles: [
      { name: 'external', state: 'RUNNING', calls: 2 },
      { name: 'internal', state: 'DOWN' },
    ],
    gateways: gateways.map(liveGateway),
    globals: new Map(),
  }
  return statusOf(live, new Set(unknown), 1100)
}

const DOWN = { state: 'FAIL_WAIT', status: 'DOWN', pingtime: 0, uptimeUsec: 0 } as const
const NOREG = { state: 'NOREG', pingfreq: 0, pingtime: 0 } as const

const MIXED = statusWith(
  [
    { name: 'acme-1' },
    { name: 'acme-2', ...DOWN, retry: '28s' },
    { name: 'free', ...NOREG, uptimeUsec: 42_000_000 },
    { name: 'fresh', state: 'NOREG', pingtime: 0, uptimeUsec: 300_000_000, failedCallsOut: 0 },
    { name: 'deaf', state: 'NOREG', ...{ status: 'DOWN', pingtime: 0 } },
    { name: 'gone', state: 'DOWN', status: 'DOWN', pingfreq: 0 },
    { name: 'given-up', ...DOWN, retry: 'NEVER' },
    { name: 'stuck', pinging: true, ping: 900, pingtime: 4.56, uptimeUsec: 400_000_000_000 },
    { name: 'acme-1', profile: 'internal' },
  ],
  ['external::gone', 'internal::acme-1'],
)

describe('renderStatus', () => {
  it('shows profiles, gateways, and what the marks mean', () => {
    expect(renderStatus(MIXED, { color: false })).toBe(
      `PROFILE   STATE    CALLS NOW  GATEWAYS
external  RUNNING  2          8, 4 down
internal  DOWN     -          1, 1 down

GATEWAY            STATE           PING          IN/OUT  FAILED  SINCE
external/acme-1    UP REGED        12 ms         10/4    0/1     up 2h 3m
external/acme-2    DOWN FAIL_WAIT  -             10/4    0/1     retry 28 s
external/deaf      DOWN NOREG      no answer     10/4    0/1     -
external/free      UP? NOREG       none          10/4    0/1     up 42 s
external/fresh     UP? NOREG       pending       10/4    0/0     up 5m 0s
external/given-up  DOWN FAIL_WAIT  -             10/4    0/1     retry never
external/gone      DELETED DOWN    none          10/4    0/1     -
external/stuck     UP? REGED       stuck 3m 20s  10/4    0/1     up 4d 15h
internal/acme-1    GHOST REGED     12 ms         10/4    0/1     -

IN/OUT, FAILED: calls in/out since the gateway was made.
UP?: no answered ping proves it; without \`ping\`, UP means nothing.
stuck: it waits for one ping and sends no other; the state may be old.
DELETED: killed, and gone in a second or two.
GHOST: its name belongs to another profile; no call or command reaches it.
`,
    )
  })

  it('marks nothing where there is nothing to mark', () => {
    const text = renderStatus(statusWith([{ name: 'a' }]), { color: false })
    expect(text).not.toMatch(/UP\?|stuck|DELETED|GHOST/)
  })

  it.each([
    [undefined, 'No gateways.'],
    ['down' as const, 'No gateway is down.'],
    ['up' as const, 'No gateway is up.'],
  ])('says that a list is empty (%s)', (only, expected) => {
    const text = renderStatus(statusWith([]), { color: false, ...(only !== undefined && { only }) })
    expect(text).toContain(`\n\n${expected}\n`)
    expect(renderStatus({ ...statusWith([]), profiles: [] }, { color: false })).toContain(
      'No profiles run.\n',
    )
  })

  it('counts only what is listed', () => {
    const up = { ...MIXED, gateways: MIXED.gateways.filter((each) => each.up) }
    expect(renderStatus(up, { color: false, only: 'up' })).toMatch(/^external +RUNNING +2 +4 up$/m)
  })

  it.each([80, 100])('fits %i columns, and keeps both ends of long names', (width) => {
    const long = 'a-very-long-name-of-carrier-number-'.repeat(3)
    const status = statusWith([
      { name: `${long}17` },
      { name: `${long}18`, ...DOWN, retry: '28s' },
      { name: 'x', state: 'NOREG', pinging: true, ping: 900 },
    ])
    const text = renderStatus(status, { color: false, width })
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    expect(text).toMatch(/^external\/a.*…\S*17 /m)
    expect(text).toMatch(/^external\/x /m)
  })

  it('paints what is well, broken and in doubt, and only where it is wanted', () => {
    const text = renderStatus(MIXED, { color: true })
    expect(text).toContain('\u001b[32mUP REGED\u001b[39m')
    expect(text).toContain('\u001b[31mDOWN FAIL_WAIT\u001b[39m')
    expect(text).toContain('\u001b[33mUP? NOREG\u001b[39m')
    expect(renderStatus(MIXED, { color: false })).not.toContain('\u001b')
  })

  it('writes control characters out', () => {
    expect(renderStatus(statusWith([{ name: 'a\u001b[2J' }]), { color: false })).toContain('a\\x1b[2J')
  })
})

describe('renderGateway', () => {
  const show = (name: string, failure?: string): string => {
    const gateway = MIXED.gateways.find(({ record }) => record.name === name)
    if (gateway === undefined) throw new Error(`no ${name}`)
    return renderGateway(gateway, { color: false, ...(failure !== undefined && { failure }) })
  }

  it('shows every field with its unit', () => {
    expect(show('acme-1')).toBe(`external/acme-1
  state         UP REGED
  up for        2h 3m
  retry in      -
  last failure  not kept by FreeSWITCH; \`gwctl watch\` tells failures as they happen
  ping          12 ms, every 25 s, answered 1 of at most 1, UP from 1
  calls         10 in, 4 out, since the gateway was made
  failed calls  0 in, 1 out
  expires       600 s asked for, refreshed every 600 s
  proxy         sip:sip.acme.example
  realm         sip.acme.example
  username      alice (with a password)
  from          <sip:alice@sip.acme.example>
  to            sip:alice@sip.acme.example
  contact       <sip:gw+acme-1@198.51.100.4:5080;transport=udp;gw=acme-1>
  extension     alice
  context       public
  scheme        Digest
`)
  })

  it.each([
    ['acme-2', /retry in {6}28 s\n/],
    ['given-up', /retry in {6}never\n/],
    ['free', /UP\? NOREG: it neither registers nor pings.*\n[^]*ping {10}none\n/],
    ['fresh', /UP\? NOREG: no ping has been answered yet\n[^]*ping {10}pending, every 25 s/],
    ['gone', /DELETED DOWN: killed/],
    [
      'stuck',
      /UP\? REGED: as it was before the ping got stuck\n[^]*ping {10}stuck: one has been under way for 3m 20s/,
    ],
  ])('%s', (name, expected) => {
    expect(show(name)).toMatch(expected)
  })

  it('says what a ghost is, and what a registration proves', () => {
    const ghost = MIXED.gateways.find((each) => each.standing === 'ghost')
    if (ghost !== undefined)
      expect(renderGateway(ghost, { color: false })).toMatch(/GHOST REGED: another profile/)
    const [plain] = statusWith([{ pingfreq: 0, password: false }]).gateways
    if (plain !== undefined)
      expect(renderGateway(plain, { color: false })).toMatch(
        /the last REGISTER was accepted[^]*alice \(no password\)/,
      )
    expect.assertions(2)
  })

  it('tells how it failed last where that was heard', () => {
    expect(show('acme-2', '403 Forbidden')).toContain('last failure  403 Forbidden\n')
  })
})

describe('statusDocument', () => {
  it('has a version, units in its names, and null for what is not so', () => {
    const { gateways, ...rest } = statusDocument(
      statusWith([{ name: 'a', ...DOWN, retry: '-3s' }, { name: 'b', ...NOREG }, { name: 'c' }]),
    )
    expect(rest).toEqual({
      formatVersion: '1.0',
      switch: { version: '1.10.12-release', coreUuid: 'one' },
      profiles: [
        { name: 'external', state: 'RUNNING', calls: 2 },
        { name: 'internal', state: 'DOWN', calls: null },
      ],
    })
    expect(gateways).toMatchObject([
      {
        up: false,
        upSeconds: null,
        retrySeconds: 0,
        retriesNever: false,
        ping: { milliseconds: null, stuckSeconds: null },
      },
      { up: true, proof: 'nothing', ping: null, retrySeconds: null },
      { up: true, proof: 'ping', upSeconds: 7384, ping: { intervalSeconds: 25, milliseconds: 12.3 } },
    ])
  })
})

it.each([
  [-1, '0 s'],
  [59.9, '59 s'],
  [60, '1m 0s'],
  [3661, '1h 1m'],
  [90_000, '1d 1h'],
])('durationText(%d) is %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})

it.each([
  [4.56, '4.6 ms'],
  [12.3, '12 ms'],
])('pingTimeText(%d) is %s', (ms, text) => {
  expect(pingTimeText(ms)).toBe(text)
})

describe('settings that wait for a restart', () => {
  it('are told of the profiles that are shown, and of no others', () => {
    const seen = statusWith([{ name: 'a' }])
    const [profile] = seen.profiles
    if (profile === undefined) throw new Error('no profile')
    const pending = [
      { profile: profile.name, name: 'sip-port' },
      { profile: 'elsewhere', name: 'sip-ip' },
    ]
    const text = renderStatus({ ...seen, pending }, { color: false })
    expect(text).toContain(
      `${profile.name}: sip-port on disk is not in force; it waits for a restart of the profile.\n`,
    )
    expect(text).not.toContain('sip-ip')
    expect(statusDocument({ ...seen, pending })).toMatchObject({ pendingRestarts: pending })
  })
})

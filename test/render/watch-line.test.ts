import type { Happening } from '../../src/model/notice.ts'
import { noticeJson, noticeText } from '../../src/render/watch-line.ts'

const at = new Date('2026-11-28T16:20:01.123Z')
const TIME = '2026-11-28T16:20:01.123Z  '
const gateway = { kind: 'gateway', profile: 'external', gateway: 'acme-1', resync: false } as const

const LINES: readonly [Happening, string][] = [
  [
    { ...gateway, from: 'REGED', to: 'FAILED', wasUp: true, up: true, sipStatus: 403, phrase: 'Forbidden ' },
    'UP    external/acme-1  REGED -> FAILED  (403 Forbidden)',
  ],
  [
    { ...gateway, from: 'FAILED', to: 'FAIL_WAIT', wasUp: true, up: false },
    'DOWN  external/acme-1  FAILED -> FAIL_WAIT',
  ],
  [{ ...gateway, to: 'NOREG', up: true, resync: true }, 'UP    external/acme-1  NOREG  (found by looking)'],
  [
    { kind: 'gateway', gateway: 'x', to: 'TRYING', up: false, phrase: ' ', resync: false },
    'DOWN  ?/x  TRYING',
  ],
  [{ kind: 'gateway-added', profile: 'p', gateway: 'a', resync: false }, 'p/a  added'],
  [{ kind: 'gateway-removed', profile: 'p', gateway: 'a', resync: true }, 'p/a  removed  (found by looking)'],
  [
    { kind: 'gateway-removed', profile: 'p', gateway: 'a', replaced: true, resync: false },
    'p/a  the old one removed, a new one runs',
  ],
  [{ kind: 'profile', profile: 'p', to: 'up', resync: false }, 'profile p  up'],
  [
    { kind: 'profile', profile: 'p', to: 'failed', message: 'Profile failed to start.', resync: false },
    'profile p  failed  Profile failed to start.',
  ],
  [{ kind: 'disconnected', reason: 'It is gone.', retryMs: 1500 }, 'It is gone. Trying again in 2 s.'],
  [
    { kind: 'connected', place: '127.0.0.1:8021', version: '1.10.12', how: 'first', gateways: 3, down: [] },
    'Connected to FreeSWITCH 1.10.12 at 127.0.0.1:8021: 3 gateways, all up.',
  ],
  [
    { kind: 'connected', place: 'x:1', version: '1', how: 'restarted', gateways: 3, down: ['p/a', 'p/b'] },
    'Connected to a restarted FreeSWITCH 1 at x:1: 3 gateways, 2 down: p/a, p/b.',
  ],
]

describe('noticeText', () => {
  it.each(LINES)('%j', (happening, line) => {
    expect(noticeText({ ...happening, at }, { color: false })).toBe(`${TIME}${line}\n`)
  })

  it('names ten of those that are down, and counts the others', () => {
    const down = Array.from({ length: 12 }, (_, index) => `p/g${index}`)
    const notice = {
      kind: 'connected',
      place: 'x:1',
      version: '1',
      how: 'again',
      gateways: 12,
      down,
      at,
    } as const
    expect(noticeText(notice, { color: false })).toMatch(
      /Connected again to .* 12 down: p\/g0, .*p\/g9 and 2 more\.\n$/,
    )
  })

  it('stays on one line whatever the carrier says, and paints a change of health', () => {
    const notice = { ...gateway, to: 'FAILED', wasUp: true, up: false, phrase: 'a\nb\u001b[2J', at }
    expect(noticeText(notice, { color: false })).toMatch(/^[^\n\u001b]*\(a\\x0ab\\x1b\[2J\)\n$/)
    expect(noticeText(notice, { color: true })).toContain('\u001b[31mDOWN')
    expect(noticeText({ ...notice, up: true }, { color: true })).toContain('\u001b[32mUP')
  })
})

it('noticeJson gives one document a line', () => {
  const text = noticeJson({ ...gateway, from: 'REGED', to: 'FAILED', up: false, phrase: 'x\u0085\n', at })
  expect(text).toMatch(/^[^\n\u0085]+\n$/)
  expect(JSON.parse(text)).toEqual({
    formatVersion: '1.0',
    time: '2026-11-28T16:20:01.123Z',
    type: 'gateway',
    profile: 'external',
    gateway: 'acme-1',
    resync: false,
    from: 'REGED',
    to: 'FAILED',
    up: false,
    phrase: 'x\u0085\n',
  })
})

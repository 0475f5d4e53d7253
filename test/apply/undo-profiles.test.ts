import type { JournalProfile } from '../../src/apply/journal-records.ts'
import { nothingSent, type ProfileSent } from '../../src/apply/sent.ts'
import { profilesBack } from '../../src/apply/undo-profiles.ts'
import type { LiveProfile } from '../../src/model/live.ts'
import { disk, live } from '../support/plan-world.ts'

interface Given {
  readonly profile: Omit<JournalProfile, 'profile'>
  readonly sent?: ProfileSent['verb'] | 'rescan'
  readonly state?: string
  readonly calls?: number
  readonly stands?: boolean
  readonly mayHangUp?: boolean
  readonly unsure?: boolean
}

function back({
  profile,
  sent: verb,
  state,
  calls = 0,
  stands = true,
  mayHangUp = false,
  unsure = false,
}: Given): string[] {
  const sent = nothingSent()
  if (verb === 'rescan') sent.rescanned.add('external')
  else if (verb !== undefined) sent.profiles.set('external', { verb, mark: 0, settled: true })
  const there: LiveProfile[] = state === undefined ? [] : [{ name: 'external', state, calls }]
  const header = {
    formatVersion: '1.0' as const,
    id: '',
    startedAt: '',
    purpose: 'apply',
    coreUuid: '',
    files: [],
    gateways: [],
    profiles: [{ profile: 'external', ...profile }],
  }
  const world = live([], { profiles: there })
  const standing = disk({}, { profiles: [stands ? 'external' : 'other'] })
  const found = profilesBack(header, sent, standing, world, { mayHangUp, unsure })
  return [...found.profiles.map((each) => each.action), ...found.rescans.map(() => 'rescan'), ...found.left]
}

const RESTART = { action: 'restart', ranBefore: true } as const
const CREATE = { action: 'create', ranBefore: false } as const
const DELETE = { action: 'delete', ranBefore: true } as const
const RESCAN = { action: 'rescan', ranBefore: true } as const
const UP = 'RUNNING'

describe('profilesBack', () => {
  it.each<[what: string, given: Given, expected: string[]]>([
    ['one that was not touched', { profile: RESTART, state: UP }, []],
    ['one that was restarted', { profile: RESTART, sent: 'restart', state: UP }, ['restart']],
    ['one that did not come up', { profile: RESTART, sent: 'restart' }, ['start']],
    ['one that was stopped', { profile: DELETE, sent: 'stop' }, ['start']],
    ['one whose stop came to nothing', { profile: DELETE, sent: 'stop', state: UP }, []],
    ['one that was created', { profile: CREATE, sent: 'start', state: UP }, ['delete']],
    ['one that did not start', { profile: CREATE, sent: 'start' }, []],
    ['one that somebody else has started', { profile: CREATE, state: UP }, ['delete']],
    ['one that was rescanned', { profile: RESCAN, sent: 'rescan', state: UP }, ['rescan']],
    ['one that was not', { profile: RESCAN, state: UP }, []],
    [
      'one with a new setting that sticks',
      { profile: { ...RESCAN, sticks: true }, sent: 'rescan', state: UP },
      ['restart'],
    ],
    ['any, on a switch that was restarted', { profile: RESTART, state: UP, unsure: true }, ['restart']],
    ['any rescanned one there', { profile: RESCAN, state: UP, unsure: true }, ['restart']],
    [
      'one with calls that the apply may end',
      { profile: RESTART, sent: 'restart', state: UP, calls: 2, mayHangUp: true },
      ['restart'],
    ],
  ])('%s', (_, given, expected) => {
    expect(back(given)).toEqual(expected)
  })

  it.each<[what: string, given: Given, left: RegExp, also: string[]]>([
    [
      'calls',
      { profile: RESTART, sent: 'restart', state: UP, calls: 2 },
      /2 calls are in progress.*restart/,
      [],
    ],
    [
      'a call through what was created',
      { profile: CREATE, sent: 'start', state: UP, calls: 1 },
      /1 call is in progress.*stop/,
      [],
    ],
    [
      'calls through what was only rescanned',
      { profile: { ...RESCAN, sticks: true }, sent: 'rescan', state: UP, calls: 1, mayHangUp: true },
      /1 call is in progress/,
      ['rescan'],
    ],
    [
      'one that hangs',
      { profile: RESTART, sent: 'restart', state: 'DOWN' },
      /has not finished stopping .*DOWN.*up to a minute/,
      [],
    ],
    ['one without a file', { profile: DELETE, sent: 'stop', stands: false }, /does not stand on disk/, []],
  ])('leaves %s to people', (_, given, left, also) => {
    const found = back(given)
    expect(found.at(-1)).toMatch(left)
    expect(found.slice(0, -1)).toEqual(also)
  })
})

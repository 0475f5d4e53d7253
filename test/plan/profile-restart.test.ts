import { restartEffects } from '../../src/plan/profile-restart.ts'
import { disk, live, running } from '../support/plan-world.ts'

const PLAIN = { proxy: 'b.example', register: 'false' }

describe('restartEffects', () => {
  it('tells what has to be UP again, what is lost, and what comes', () => {
    const onDisk = disk({
      'external/up': PLAIN,
      'external/down': PLAIN,
      'external/new': PLAIN,
      // FreeSWITCH skips a gateway that registers without a password.
      'external/skipped': { proxy: 'a.example', username: 'a' },
      'internal/other': PLAIN,
    })
    const switchNow = live([
      running('external/up', PLAIN),
      running('external/down', PLAIN, { status: 'DOWN' }),
      running('external/handmade', PLAIN),
      running('internal/other', PLAIN),
    ])
    expect(restartEffects('external', onDisk, switchNow, onDisk)).toEqual({
      owed: [{ profile: 'external', gateway: 'up' }],
      lost: ['handmade'],
      coming: ['new'],
      settings: [],
    })
  })

  it('tells which settings a restart applies, by name; a variable is not compared', () => {
    const loaded = disk(
      {},
      { settings: '<param name="context" value="public"/><param name="gone" value="1"/>' },
    )
    const written = disk(
      {},
      {
        settings:
          '<param name="context" value="private"/><param name="rtp-ip" value="$${local_ip_v4}"/><param name="tls" value="true"/>',
      },
    )
    expect(restartEffects('external', written, live([]), loaded).settings).toEqual(['context', 'tls', 'gone'])
  })

  it('makes nothing of a profile that is not on disk', () => {
    const none = disk({}, { profiles: ['internal'] })
    expect(restartEffects('external', none, live([running('external/up', PLAIN)]), none)).toEqual({
      owed: [],
      lost: ['up'],
      coming: [],
      settings: [],
    })
  })
})

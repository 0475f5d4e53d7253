import { reportProfiles } from '../../src/apply/report-profiles.ts'
import { plan, profileChange, settingChange } from '../support/plan-parts.ts'

describe('reportProfiles', () => {
  it('tells each profile once, whole ones before those that only took settings', () => {
    const done = plan({
      profiles: [
        profileChange('create', 'lab', { listens: { ip: '127.0.0.1', port: 5099 } }),
        profileChange('delete', 'old'),
      ],
      settings: [
        settingChange('sip-port', { profile: 'lab' }),
        settingChange('debug', { profile: 'external' }),
        settingChange('context', { profile: 'external' }),
      ],
    })
    expect(reportProfiles(done)).toEqual([
      { profile: 'lab', action: 'create', detail: 'it takes calls on 127.0.0.1:5099' },
      { profile: 'old', action: 'delete', detail: 'it is gone' },
      { profile: 'external', action: 'settings', detail: 'FreeSWITCH has loaded debug, context' },
    ])
  })

  it('tells nothing where only gateways change', () => {
    expect(reportProfiles(plan())).toEqual([])
  })
})

import type { DistributorChange } from '../../src/model/plan.ts'
import type { ApplyReport, ReportedGateway } from '../../src/model/report.ts'
import { renderApplyText } from '../../src/render/apply-report.ts'

function gateway(name: string, more: Partial<ReportedGateway> = {}): ReportedGateway {
  return {
    profile: 'external',
    gateway: name,
    action: 'update',
    health: 'healthy',
    detail: 'registered',
    owed: true,
    ...more,
  }
}

function told(report: Partial<ApplyReport>, color = false): string {
  return renderApplyText({ outcome: 'applied', gateways: [], left: [], ...report }, { color })
}

const untouched = { action: 'adopt', health: 'untouched', detail: 'not touched in the switch' } as const
const sick = { health: 'unhealthy', detail: 'the carrier does not answer (908)' } as const

describe('renderApplyText', () => {
  it('says when there was nothing to do', () => {
    expect(told({ outcome: 'unchanged' })).toBe('Nothing to do: disk and switch are as desired.\n')
  })

  it('names the lists that it changed, and proved', () => {
    const list = (action: DistributorChange['action'], distributor: string): DistributorChange => ({
      ...{ kind: 'distributor', action, distributor, nodes: [], after: [], paused: [], reasons: [] },
    })
    const lists = [
      list('create', 'new'),
      list('update', 'old'),
      list('delete', 'gone'),
      list('pause', 'same'),
    ]
    const report: ApplyReport = { outcome: 'applied', gateways: [], left: [], backup: 'B1' }
    expect(renderApplyText(report, { color: false, lists })).toBe(
      'Applied. Backup B1.\n' +
        '  list new  create: the switch shares calls by it\n' +
        '  list old  update: the switch shares calls by it\n' +
        '  list gone  delete: it is gone\n',
    )
  })

  it('says how one gateway fared', () => {
    expect(told({ gateways: [gateway('acme', { awayMs: 84.6 })], backup: 'B1' })).toBe(
      'Applied. 1 of 1 changed gateway verified in the switch. Away for 85 ms. Backup B1.\n' +
        '  external/acme  update: registered, away for 85 ms\n',
    )
  })

  it('says what became of profiles, and which gateways only came back with one', () => {
    const profiles = [
      { profile: 'external', action: 'restart', detail: 'it takes calls on 127.0.0.1:5088' },
      { profile: 'old', action: 'delete', detail: 'it is gone' },
    ] as const
    const gateways = [gateway('a'), gateway('b', { action: 'recreate', detail: 'UP' })]
    expect(told({ profiles, gateways })).toBe(
      'Applied. 2 of 2 changed gateways verified in the switch.\n' +
        '  profile external  restart: it takes calls on 127.0.0.1:5088\n' +
        '  profile old  delete: it is gone\n' +
        '  external/a  update: registered\n' +
        '  external/b  back with its profile: UP\n',
    )
    expect(told({ profiles: [profiles[1]], backup: 'B1' })).toBe(
      'Applied. Backup B1.\n  profile old  delete: it is gone\n',
    )
    expect(told({ gateways: [gateway('b', { action: 'recreate' })] })).toContain('external/b  recreate: ')
  })

  it('says how several fared, with median and longest', () => {
    const gateways = [
      gateway('a', { awayMs: 2449 }),
      gateway('b', { awayMs: 90 }),
      gateway('c', { awayMs: 120 }),
      gateway('d', { action: 'delete', health: 'gone', detail: 'it is gone' }),
      gateway('e', { health: 'unproven', detail: 'ping unproven: no answer yet' }),
      gateway('f', untouched),
    ]
    expect(told({ gateways })).toMatch(
      /^Applied\. 4 of 5 changed gateways verified in the switch\. NOT proven healthy: 1 of 5 changed gateways\. 1 adopted without touching the switch\. Away for 120 ms in the median, 2\.4 s at most\.\n/,
    )
  })

  it('says when the switch was not touched at all', () => {
    expect(told({ gateways: [gateway('a', untouched)] })).toBe(
      'Applied. 1 adopted without touching the switch.\n  external/a  adopt: not touched in the switch\n',
    )
    const others = [
      gateway('b', { ...untouched, action: 'create' }),
      gateway('c', { ...untouched, action: 'release' }),
    ]
    expect(told({ gateways: others })).toMatch(
      /^Applied\. 1 released without touching the switch\. 1 written without touching the switch\.\n/,
    )
  })

  it('does not call verified what is not', () => {
    expect(told({ gateways: [gateway('a', { health: 'unproven', detail: 'ping unproven' })] })).toMatch(
      /^Applied\. NOT proven healthy: 1 of 1 changed gateway\.\n/,
    )
    expect(told({ gateways: [gateway('a', { ...sick, owed: false })] })).toMatch(
      /^Applied\. NOT healthy, as before: 1 of 1 changed gateway\.\n/,
    )
  })

  it('tells one that was down before from one that should be well', () => {
    const lines = told({
      outcome: 'kept',
      gateways: [gateway('a', { ...sick, owed: false }), gateway('b', sick)],
    })
    expect(lines).toContain('  external/a  update: the carrier does not answer (908) (it was down before)\n')
    expect(lines).toContain('  external/b  update: the carrier does not answer (908)\n')
    expect(lines).toMatch(/^Applied, but not healthy; left in place as --keep says\.\n/)
  })

  it('counts more than twenty that are well, and lists every one that is not', () => {
    const well = Array.from({ length: 30 }, (_, index) => gateway(`g${index}`))
    const unwell = Array.from({ length: 25 }, (_, index) => gateway(`s${index}`, sick))
    const text = told({ outcome: 'kept', gateways: [...well, ...unwell] })
    expect(text.match(/^ {2}external\/s\d+ /gm)).toHaveLength(25)
    expect(text).not.toContain('external/g')
    expect(text).toContain('  ... and 30 more, as planned\n')
  })

  it('says where the previous files are when it put back', () => {
    expect(told({ outcome: 'put-back', backup: 'B1' })).toBe(
      'Put back: files and gateways are as they were before.\n' +
        'The previous files are kept in .gwctl/backups/B1/ of the configuration directory.\n',
    )
    expect(told({ outcome: 'put-back' })).toBe('Put back: files and gateways are as they were before.\n')
  })

  it('lists what is left to do by hand', () => {
    expect(told({ outcome: 'stuck', left: ['restore a.xml', 'evil \u001b[2J'], backup: 'B1' })).toBe(
      'Not everything could be put back. Left to do by hand:\n  - restore a.xml\n  - evil \\x1b[2J\n' +
        'Then run `gwctl recover`: every other apply is refused until it has put the rest back.\n' +
        'The previous files are kept in .gwctl/backups/B1/ of the configuration directory.\n',
    )
  })

  it('does not send to recover what it cannot put back', () => {
    const left = ['external/acme was UP before and is not again yet']
    expect(told({ outcome: 'stuck', left, recoverable: false })).toBe(
      'Files and definitions are put back as they were before; not every gateway is as it was:\n' +
        '  - external/acme was UP before and is not again yet\n' +
        'There is nothing to recover, and the next apply is not held up.\n',
    )
  })

  it('paints outcomes and the gateways that are not well', () => {
    const gateways = [
      gateway('a'),
      gateway('b', sick),
      gateway('c', { health: 'unproven', detail: 'no ping' }),
    ]
    const text = told({ gateways }, true)
    expect(text).toContain('\u001b[32m\u001b[1mApplied.')
    expect(text).toContain('\u001b[31m  external/b')
    expect(text).toContain('\u001b[33m  external/c')
    expect(text).toContain('\n  external/a')
  })
})

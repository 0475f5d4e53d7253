import type { Progress } from '../../src/apply/progress.ts'
import { showProgress } from '../../src/cli/progress.ts'
import { command } from '../support/plan-parts.ts'

const step = (index: number, of = 5): Progress => ({ kind: 'step', step: command(`c${index}`), index, of })
const profile = (told: 'begun' | 'going-on'): Progress => ({
  kind: 'profile',
  told:
    told === 'begun'
      ? { kind: 'begun', profile: 'lab', command: 'c' }
      : { kind: 'going-on', profile: 'lab', secondsLeft: 3 },
})

function shown(progress: readonly Progress[], stderrIsTty: boolean): string {
  let text = ''
  const view = showProgress({ stderr: (more) => void (text += more), stderrIsTty, env: { NO_COLOR: '1' } })
  for (const each of progress) view.show(each)
  view.end()
  return text
}

describe('showProgress', () => {
  it('has one line a phase in a log, and says once that steps run', () => {
    const told: Progress[] = [
      { kind: 'backup', id: 'B1', files: 1 },
      { kind: 'files', count: 1 },
      step(0),
      step(1),
      profile('begun'),
      profile('going-on'),
      step(2),
      { kind: 'verify', gateways: 2 },
      { kind: 'waiting', gateways: ['a', 'b', 'c', 'd'], secondsLeft: 9 },
      { kind: 'put-back', reason: 'it failed.' },
      step(0, 1),
    ]
    expect(shown(told, false).split('\n')).toEqual([
      'Backup B1: 1 file kept',
      'Wrote 1 file',
      'Running 5 steps',
      'Waiting for profile lab',
      'Verifying 2 gateways',
      'Waiting for a, b, c and 1 more to become healthy',
      'Putting back: it failed.',
      'Running 1 step',
      '',
    ])
  })

  it('says of each batch that its steps run', () => {
    const batch: Progress = { kind: 'batch', batch: 1, of: 2, gateways: 3 }
    expect(shown([step(0), batch, step(1)], false)).toBe(
      'Running 5 steps\nBatch 1 of 2: 3 gateways verified\nRunning 5 steps\n',
    )
  })

  it('writes over one line on a terminal, and keeps what lasts', () => {
    const clear = '\r\u001b[K'
    expect(shown([{ kind: 'files', count: 2 }, step(0), profile('going-on')], true)).toBe(
      `${clear}Wrote 2 files\n${clear}[1/5] c0${clear}waiting for profile lab, at most 3 s more${clear}`,
    )
  })

  it.each([
    [80, 79],
    [100, 99],
    [undefined, 79],
    [1, 1],
  ])('leaves nothing behind on a terminal of %s columns: no live line is wider', (columns, most) => {
    const gateways = ['external/telkom-main', 'external/telkom-standby', 'external/newco', 'external/d']
    let text = ''
    const view = showProgress({
      stderr: (more) => void (text += more),
      stderrIsTty: true,
      stderrColumns: () => columns,
      env: { NO_COLOR: '1' },
    })
    view.show({ kind: 'waiting', gateways, secondsLeft: 29 })
    view.show({ kind: 'step', step: { kind: 'settle', profile: 'external', seconds: 5 }, index: 5, of: 11 })
    view.end()
    const lines = text.split('\r\u001b[K').slice(1, -1)
    expect(lines.map((each) => each.length)).toEqual([most, most])
    if (most > 1) expect(lines[0]).toMatch(/^waiting for external.*….*, 29 s left$/)
  })
})

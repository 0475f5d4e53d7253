import { createScheduler } from '../../src/sandbox/scheduler.ts'

describe('createScheduler', () => {
  it('runs what is due at its own moment, in order of time, then of scheduling', () => {
    const scheduler = createScheduler(100)
    const ran: string[] = []
    const note = (name: string) => () => ran.push(`${name}@${scheduler.now()}`)
    scheduler.after(20, note('late'))
    scheduler.after(10, note('first'))
    scheduler.after(10, note('second'))
    scheduler.after(5, () => scheduler.after(0, note('nested')))
    scheduler.advance(115)
    expect(ran).toEqual(['nested@105', 'first@110', 'second@110'])
    expect([scheduler.now(), scheduler.nextDue()]).toEqual([115, 120])
  })

  it('never goes back', () => {
    const scheduler = createScheduler(50)
    scheduler.advance(10)
    expect([scheduler.now(), scheduler.nextDue()]).toEqual([50, undefined])
  })

  it('keeps ten thousand tasks in order', () => {
    const scheduler = createScheduler(0)
    const ran: number[] = []
    for (let n = 0; n < 10_000; n++) {
      const delay = (n * 7919) % 10_007
      scheduler.after(delay, () => ran.push(delay))
    }
    scheduler.advance(20_000)
    expect(ran).toHaveLength(10_000)
    expect(ran).toEqual([...ran].sort((one, other) => one - other))
  })
})

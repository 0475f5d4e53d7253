import type { OperationReport } from '../../src/model/operation.ts'
import { renderOperation, renderOutline } from '../../src/render/operation-text.ts'

const PLAIN = { color: false }
const REPORT: OperationReport = {
  outcome: 'stuck',
  happened: ['It was sent.'],
  gateways: [
    { profile: 'external', gateway: 'acme', health: 'healthy', detail: 'registered' },
    { profile: 'external', gateway: 'beta\u001b[2J', health: 'unhealthy', detail: 'it is DOWN' },
  ],
  left: ['Run it again.'],
}

describe('renderOutline', () => {
  it('gives sentences, then commands', () => {
    expect(renderOutline({ does: ['It stops.'], commands: ['sofia profile a stop'] }, PLAIN)).toBe(
      'It stops.\n  sofia profile a stop\n',
    )
  })
})

describe('renderOperation', () => {
  it('tells what happened, each gateway, and what is left, without control characters', () => {
    expect(renderOperation(REPORT, PLAIN)).toBe(
      'Begun, but not brought to its end.\nIt was sent.\n  external/acme: registered\n' +
        '  external/beta\\x1b[2J: it is DOWN\nLeft to do by hand:\n  - Run it again.\n',
    )
  })

  it.each<[OperationReport['outcome'], string]>([
    ['unchanged', ''],
    ['done', 'Done.\n'],
    ['unhealthy', 'Done, but not healthy.\n'],
    ['put-back', 'Put back as it was before.\n'],
  ])('%s', (outcome, head) => {
    expect(renderOperation({ outcome, happened: [], gateways: [], left: [] }, PLAIN)).toBe(head)
  })
})

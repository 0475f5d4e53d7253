import { createCarrier, type CarrierOptions, type SipRequest } from '../../src/sandbox/registrar.ts'

function register(change: Partial<SipRequest> = {}): SipRequest {
  return {
    method: 'REGISTER',
    aor: 'sip:a@x',
    contact: '<sip:gw+a@h>',
    callId: 'one',
    cseq: 1,
    expires: 60,
    ...change,
  }
}

function holds(options: CarrierOptions, requests: readonly Partial<SipRequest>[]): string[] {
  const carrier = createCarrier(options)
  for (const each of requests) carrier.receive(register(each), 0)
  return carrier.bindings(0).map(({ contact, callId }) => `${contact} ${callId}`)
}

describe('createCarrier', () => {
  it('keeps one binding for a Contact, whatever the Call-ID', () => {
    expect(holds({}, [{}, { callId: 'two' }])).toEqual(['<sip:gw+a@h> two'])
  })

  it('lets another Call-ID remove a binding: the lost registration', () => {
    expect(holds({}, [{ callId: 'new' }, { callId: 'old', cseq: 9, expires: 0 }])).toEqual([])
  })

  it('refuses the same Call-ID with a CSeq that is not higher', () => {
    expect(holds({}, [{ cseq: 5 }, { cseq: 5, expires: 0 }])).toHaveLength(1)
    expect(holds({}, [{ cseq: 5 }, { cseq: 6, expires: 0 }])).toEqual([])
  })

  it('forgets a binding when its time is over', () => {
    const carrier = createCarrier({})
    carrier.receive(register(), 0)
    expect([carrier.bindings(59_999).length, carrier.bindings(60_000).length]).toEqual([1, 0])
  })

  it.each<[what: string, options: CarrierOptions, request: Partial<SipRequest>, status: unknown]>([
    ['an open one', {}, {}, { status: 200, phrase: 'OK', expires: 60 }],
    ['an un-REGISTER', {}, { expires: 0 }, { status: 200, phrase: 'OK' }],
    ['a challenge', { auth: 'digest' }, {}, { status: 401, phrase: 'Unauthorized' }],
    ['any password', { auth: 'digest' }, { password: 'x' }, { status: 200, phrase: 'OK', expires: 60 }],
    [
      'a wrong one',
      { auth: 'digest', password: 'y' },
      { password: 'x' },
      { status: 401, phrase: 'Unauthorized' },
    ],
    [
      'a wrong one, plainly',
      { auth: 'digest', password: 'y', wrongPassword: '403' },
      { password: 'x' },
      { status: 403, phrase: 'Forbidden' },
    ],
    ['silence', { down: 'silent' }, {}, 'lost'],
    ['a closed port', { down: 'refused' }, {}, 'refused'],
    ['a lost un-REGISTER', { loseUnregisters: 1 }, { expires: 0 }, 'lost'],
    ['an answer of its own', { registerAnswer: [503, 'No'] }, {}, { status: 503, phrase: 'No' }],
    ['OPTIONS', { registerAnswer: [503, 'No'] }, { method: 'OPTIONS' }, { status: 200, phrase: 'OK' }],
  ])('answers %s', (_what, options, request, expected) => {
    expect(createCarrier(options).receive(register(request), 0)).toEqual(expected)
  })
})

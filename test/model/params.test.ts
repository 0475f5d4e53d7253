import {
  canonicalParamName,
  GATEWAY_PARAMS,
  paramSpec,
  readBool,
  readInt,
  UNREAD_PARAMS,
} from '../../src/model/params.ts'
import { SUBSCRIPTION_PARAMS, subscriptionParamSpec } from '../../src/model/subscription-params.ts'

describe('GATEWAY_PARAMS', () => {
  it('names the 33 parameters of FreeSWITCH 1.10.12, each once', () => {
    const names = GATEWAY_PARAMS.map((spec) => spec.name)
    expect(new Set(names).size).toBe(33)
    expect(names).toHaveLength(33)
  })

  it.each(GATEWAY_PARAMS.map((spec) => [spec.name, spec] as const))('describes %s in full', (name, spec) => {
    expect(spec.description).toMatch(/^.{15,110}\.$/)
    expect(spec.source).toMatch(/^sofia\.c:\d/)
    expect(spec.examples.length > 0 || spec.refused !== undefined).toBe(true)
    const isNumber = spec.kind === 'int' || spec.kind === 'seconds'
    expect(spec.minimum !== undefined).toBe(isNumber)
    if (spec.default !== undefined && isNumber) {
      const value = readInt(spec.default)
      expect(value >= (spec.minimum ?? 0) || (spec.zeroDisables === true && value === 0)).toBe(true)
    }
    if (spec.kind === 'bool') expect(String(readBool(spec.default ?? ''))).toBe(spec.default)
    expect(UNREAD_PARAMS).not.toContain(name)
  })

  it('finds a parameter by its exact name and by its alias only', () => {
    expect(paramSpec('ping')?.minimum).toBe(5)
    expect(paramSpec('Ping')).toBeUndefined()
    expect(paramSpec('retry_seconds')?.name).toBe('retry-seconds')
    expect(paramSpec('constructor')).toBeUndefined()
    expect(canonicalParamName('retry_seconds')).toBe('retry-seconds')
    expect(canonicalParamName('x-vendor')).toBe('x-vendor')
  })
})

describe('SUBSCRIPTION_PARAMS', () => {
  it('has the four that FreeSWITCH reads', () => {
    expect(SUBSCRIPTION_PARAMS.map((spec) => spec.name)).toEqual([
      'expire-seconds',
      'retry-seconds',
      'content-type',
      'username-in-request',
    ])
    expect(subscriptionParamSpec('retry-seconds')?.minimum).toBe(10)
    expect(subscriptionParamSpec('ping')).toBeUndefined()
  })
})

describe('readBool', () => {
  it.each(['true', 'TRUE', 'Yes', 'on', 't', 'enabled', 'Active', 'allow', '1', '-1', '+2', '1.5', '007'])(
    'reads %j as true',
    (text) => expect(readBool(text)).toBe(true),
  )
  it.each([
    'false',
    'flase',
    '',
    ' true',
    'true ',
    'y',
    '0',
    '0.9',
    '.5',
    '1e3',
    'ja',
    '--1',
    '1 ',
    '0x1',
    '-',
  ])('reads %j as false', (text) => expect(readBool(text)).toBe(false))
  it('folds letters as C does, ASCII only', () => {
    expect(readBool('\u212A')).toBe(false)
    expect(readBool('TRUE')).toBe(true)
  })
})

describe('readInt', () => {
  it.each<[string, number]>([
    ['600', 600],
    [' \t+42abc', 42],
    ['-7', -7],
    ['010', 10],
    ['0x10', 0],
    ['', 0],
    ['abc', 0],
    ['+-5', 0],
    ['2147483648', -2147483648],
    ['4294967301', 5],
    ['99999999999999999999', -1],
    ['-99999999999999999999', 0],
  ])('reads %j as %d', (text, expected) => expect(readInt(text)).toBe(expected))
})

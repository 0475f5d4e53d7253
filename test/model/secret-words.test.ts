import { isSecretName } from '../../src/model/secret-words.ts'

describe('isSecretName', () => {
  it.each(['password', 'sip_auth_password', 'Passwd', 'passphrase', 'x-secret', 'api_token'])('%s', (name) =>
    expect(isSecretName(name)).toBe(true),
  )
  it.each(['username', 'bypass_media', 'passive', 'pass-rfc2833', ''])('not %s', (name) =>
    expect(isSecretName(name)).toBe(false),
  )
})

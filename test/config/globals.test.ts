import { loadText } from './load-text.ts'

const HEAD = 'version: 1\nfreeswitch: { conf: ./conf }\n'

describe('what is not about a profile', () => {
  it.each([
    ['git: { commit: true }\n', true],
    ['git: { commit: false }\n', undefined],
    ['git: {}\n', undefined],
    ['', undefined],
  ])('commits what is rendered only when told so: %j', (yaml, commit) => {
    const { desired, diagnostics } = loadText(HEAD + yaml)
    expect(diagnostics).toEqual([])
    expect(desired?.commit).toBe(commit)
  })

  it('reads whether calls may be hung up', () => {
    expect(loadText(`${HEAD}policy: { allow-calls: true }\n`).desired?.policy.allowCalls).toBe(true)
    expect(loadText(HEAD).desired?.policy.allowCalls).toBeUndefined()
  })
})

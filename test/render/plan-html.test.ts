import { renderPlanHtml } from '../../src/render/plan-html.ts'
import { change, command, fileChange, plan, wait } from '../support/plan-parts.ts'

// How the page looks is in test/browser; here is what stands in it.

const page = (parts: Parameters<typeof plan>[0]): string => renderPlanHtml(plan(parts))

describe('renderPlanHtml', () => {
  it('is one page that loads nothing', () => {
    const text = page({ changes: [change('update')] })
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(text).toContain('<title>gwctl plan: 1 to update; 0 unchanged, 0 unmanaged</title>')
    expect(text).not.toMatch(/<script|<link(?! rel="icon" href="data:,")|url\(|@import|https?:/)
    expect(text.endsWith('</html>\n')).toBe(true)
  })

  it('lets no text become markup, and no control character through', () => {
    const evil = `<i>"'&\u001b[2J\u202e`
    const text = page({
      changes: [
        change('create', {
          profile: evil,
          gateway: evil,
          movedFrom: evil,
          reasons: [evil],
          params: [{ name: evil, before: evil, after: null }],
          canary: evil,
        }),
      ],
      files: [fileChange('<i>\n', '<i class="b">\n', `${evil}.xml`)],
      steps: [command(evil), wait(evil, 'REGED')],
      refusals: [{ rule: evil, message: evil, lift: evil }],
      warnings: [{ code: 'GW108', severity: 'warning', message: evil, hint: evil }],
      unmanaged: [{ profile: evil, gateway: evil }],
    })
    expect(text).not.toContain('<i>')
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  })

  it('says what changes, in its tone, absent and empty values as what they are', () => {
    const params = [
      { name: 'ping', before: null, after: '' },
      { name: 'password', before: null, after: null, sensitive: true } as const,
    ]
    const text = page({ changes: [change('update', { params })] })
    expect(text).toContain('<article class="card change">\n<h3><b>update</b> external/acme</h3>')
    expect(text).toContain(
      '<span class="muted">absent</span></td><td data-is="planned"><code>&#34;&#34;</code>',
    )
    expect(text).toContain('<code>********</code></td><td data-is="planned"><code>********</code>')
  })

  it('tells warnings with their place, and code in sentences as code', () => {
    const warning = { code: 'GW108', severity: 'warning', message: 'Odd `x`.', hint: 'Mend it.' } as const
    const at = { file: 'a.yaml', offset: 2, length: 1 }
    const made = plan({ warnings: [{ ...warning, at }, { ...warning, at: { ...at, file: 'b' } }, warning] })
    const text = renderPlanHtml(made, new Map([['a.yaml', 'x\ny\n']]))
    expect(text).toContain('<li><code>a.yaml:2:1</code> GW108: Odd <code>x</code>.')
    expect(text).toContain('<li><code>b</code> GW108: Odd')
    expect(text).toContain('<li>GW108: Odd')
  })

  it('says which rules of the policy have an exception, and why', () => {
    const exceptions = [{ rule: 'ping-required', gateway: 'external/a', reason: 'they <drop> OPTIONS' }]
    expect(page({ exceptions })).toContain(
      '<h2>Exceptions from the policy</h2>\n<ul>\n<li>external/a from <code>ping-required</code>: they &#60;drop&#62; OPTIONS</li>',
    )
    expect(page({})).not.toContain('Exceptions')
  })

  it('folds the diffs of many files', () => {
    const files = (length: number): ReturnType<typeof fileChange>[] =>
      Array.from({ length }, (_, at) => fileChange('a\n', 'b\n', `${at}.xml`))
    expect(page({ files: files(20) }).match(/<details open>/g)).toHaveLength(20)
    expect(page({ files: files(21) })).not.toContain('<details open>')
  })

  it('says where the switch was not asked, and where nothing is to do', () => {
    expect(page({ observed: false })).toMatch(/The disk is as desired\. [^]*The switch was not asked/)
    expect(page({})).toContain(
      '<p class="muted">Disk and switch are as desired. 0 unchanged, 0 unmanaged.</p>',
    )
    expect(page({ observed: false, steps: [command('x')] })).toContain('Commands (as far as known')
    expect(page({ unmanaged: [{ profile: 'external', gateway: '' }] })).toContain('external/(no name)')
  })

  it('has one row for each kind of line', () => {
    const before = Array.from({ length: 12 }, (_, at) => `l${at}\n`).join('')
    const text = page({ files: [fileChange(before, before.replace('l0\n', 'L0\nM\n').replace('l11\n', ''))] })
    expect(text).toContain('<td class="no old">1 −</td><td class="old"><del>l</del>0</td>')
    expect(text).toContain('<td class="no new">1 +</td><td class="new"><ins>L</ins>0</td>')
    expect(text).toContain('<td class="no gap"></td><td class="gap"></td><td class="no new">2 +</td>')
    expect(text).toContain('<tr class="note"><td colspan="4">…</td></tr>')
    expect(text).toContain('<td class="no plain twin">3</td>')
    expect(text).toContain('<td class="no old">12 −</td>')
  })

  it('takes 10,000 changes', () => {
    const changes = Array.from({ length: 10_000 }, (_, at) => change('update', { gateway: `g${at}` }))
    const text = page({
      changes,
      files: changes.map(({ gateway }) => fileChange('a\n', 'b\n', `${gateway}.xml`)),
    })
    expect(text.match(/<article/g)).toHaveLength(10_000)
    expect(text.match(/<table class="diff"/g)).toHaveLength(10_000)
  })
})

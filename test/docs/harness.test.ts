import { pageOf } from './blocks.ts'
import { runPage } from './run-page.ts'
import { isShown } from './same-output.ts'

const block = (language: string, ...lines: readonly string[]): string =>
  ['```' + language, ...lines, '```', ''].join('\n')

describe('the commands of a page', () => {
  it('are the lines of its sh blocks and what follows "$ " in a transcript', () => {
    const page = pageOf(
      block(
        'sh',
        '# only a remark',
        'one   # exit 2',
        'two \\',
        '  more',
        'cat > a <<EOF',
        'text',
        'EOF',
        'three &',
      ) +
        block('yaml', 'four') +
        block('console', '$ five', 'its output', '$ six   # what for, exit 3'),
    )
    expect(page.commands).toMatchObject([
      { text: 'one   # exit 2', line: 3, exit: 2, background: false },
      { text: 'two \\\n  more', line: 4, exit: 0 },
      { text: 'cat > a <<EOF\ntext\nEOF', line: 6, background: false },
      { text: 'three &', line: 9, background: true },
      { text: 'five', exit: 0 },
      { text: 'six   # what for, exit 3', exit: 3 },
    ])
    expect(page.shown).toMatchObject([{ text: 'its output' }, { text: '' }])
  })

  it('print a block of text that follows them, and no other', () => {
    const page = pageOf(block('sh', 'one', 'two') + block('text', 'printed by both'))
    expect(page.shown).toMatchObject([{ text: 'printed by both', of: [{ text: 'one' }, { text: 'two' }] }])
    expect(() => pageOf(block('text', 'from nowhere'))).toThrow('no command prints')
    expect(() => pageOf('```sh\nnever ends')).toThrow('does not end')
  })

  it('run in one shell, and what fails, is missing or says nothing is seen', async () => {
    const { commands } = pageOf(
      block(
        'sh',
        'cd examples && export WORD=kept',
        'pwd; echo "$WORD"',
        'gwctl pln',
        'nosuchprogram',
        'sleep 0 &',
      ) + block('sh', 'gwctl validate -f quickstart/gwctl.yaml', 'exit 0', 'echo never'),
    )
    const runs = await runPage(commands)
    expect(runs.map(({ exit }) => exit)).toEqual([0, 0, 3, 127, 1, 0, undefined, undefined])
    expect(runs[1]?.output).toBe('~/gwctl/examples\nkept\n')
    expect(runs[2]?.output).toContain('error GW100: There is no command "pln".')
  }, 60_000)
})

describe('what a page shows', () => {
  it('is what is printed, but for what differs from run to run', () => {
    const printed = 'Applied.  Away for 128 ms. Backup 20261128T181144.015Z.\n\n  a  b\nthe end\n'
    expect(isShown('Applied.  Away for 3 s. Backup 20200101T000000.000Z.\n  a    b\nthe end', printed)).toBe(
      true,
    )
    expect(isShown('Applied.  Away for 3 s. Backup 20200101T000000.000Z.\n...', printed)).toBe(true)
    expect(isShown('...\nthe end', printed)).toBe(true)
    expect(isShown('...', printed)).toBe(true)
  })

  it('is not less, more or anything else', () => {
    expect(isShown('', 'something')).toBe(false)
    expect(isShown('one', 'one\ntwo')).toBe(false)
    expect(isShown('one\ntwo', 'one')).toBe(false)
    expect(isShown('...\ntwo\n...', 'one\nthree')).toBe(false)
    expect(isShown('2 of 2 changed', '1 of 2 changed')).toBe(false)
    expect(isShown('exit 4', 'exit 6')).toBe(false)
  })
})

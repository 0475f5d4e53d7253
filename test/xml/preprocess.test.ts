import { parseCommentDirective, parseTagDirective } from '../../src/xml/directive.ts'
import { expandConfiguration } from '../../src/xml/expand.ts'
import { hasWildcard, matchesGlob } from '../../src/xml/glob.ts'
import { endOfLine, lineEndOf, pastLineEnd } from '../../src/xml/layout.ts'
import { maskDropped } from '../../src/xml/mask.ts'
import { readFromMemory } from '../../src/xml/memory-reader.ts'
import { directoryOf, joinPath } from '../../src/xml/paths.ts'
import { SourceMap } from '../../src/xml/source-map.ts'
import { isInComment } from '../../src/xml/comments.ts'
import { alignLists } from '../../src/xml/align-lists.ts'
import { findPasswords, mergeRanges } from '../../src/xml/secrets.ts'

describe('directives', () => {
  it.each([
    ['X-PRE-PROCESS cmd="set" data="a=b"/>', { kind: 'set', name: 'a', value: 'b' }],
    ['x-pre-process CMD = "SET" DATA = "a = b c " />', { kind: 'set', name: 'a', value: 'b c ' }],
    ['X-PRE-PROCESS cmd="set" data="a=$' + '{b} $\\{c}"/>', { kind: 'set', name: 'a', value: '%{b} %\\{c}' }],
    ['X-PRE-PROCESS cmd="set" data="open', { kind: 'nothing' }],
    ['X-PRE-PROCESS cmd="set" data="a=open', { kind: 'set', name: 'a', value: 'open' }],
    ['X-PRE-PROCESS cmd="include" data="x.xml"/> data="y"', { kind: 'include', pattern: 'x.xml' }],
    ['X-PRE-PROCESS cmd="exec-set" data="ip=curl x"/>', { kind: 'set-at-run-time', name: 'ip' }],
    ['X-PRE-PROCESS cmd="stun-set" data="ip=stun:x"/>', { kind: 'set-at-run-time', name: 'ip' }],
    ['X-PRE-PROCESS cmd="env-set" data="ip=$IP"/>', { kind: 'set-at-run-time', name: 'ip' }],
    ['X-PRE-PROCESS cmd="env-set" data="ip"/>', { kind: 'nothing' }],
    ['X-PRE-PROCESS cmd="exec" data="ls"/>', { kind: 'exec' }],
    ['X-PRE-PROCESS cmd="other" data="ls"/>', { kind: 'nothing' }],
    ['X-PRE-PROCESS data="a=b" cmd="set"/>', { kind: 'nothing' }],
    ['X-PRE-PROCESS cmd="set data=a', { kind: 'nothing' }],
    ['X-PRE-PROCESS cmd', { kind: 'nothing' }],
    ["X-PRE-PROCESS cmd='set' data='a=b'/>", { kind: 'nothing' }],
    ['X-PRE-PROCESS/>', { kind: 'nothing' }],
  ])('%s', (line, directive) => {
    expect(parseTagDirective(line)).toEqual(directive)
  })

  it.each([
    ['set a=b', { kind: 'set', name: 'a', value: 'b' }],
    ['include "x.xml" y', { kind: 'include', pattern: 'x.xml' }],
    ['include x.xml', { kind: 'include', pattern: 'x.xml' }],
    ['include "x.xml\nmore', { kind: 'include', pattern: '"x.xml' }],
    ['env-set a=$B', { kind: 'nothing' }],
    ['comment', { kind: 'nothing' }],
  ])('<!--#%s', (text, directive) => {
    expect(parseCommentDirective(text)).toEqual(directive)
  })
})

describe('expandConfiguration', () => {
  const expand = (text: string, files: Readonly<Record<string, string>> = {}) =>
    expandConfiguration(readFromMemory(new Map(Object.entries(files))), { path: 'top', text })

  it.each<[what: string, text: string, expanded: string]>([
    ['plain lines', 'a\r\nb\rc\nd', 'a\r\nb\rc\nd'],
    ['wrappers', 'a\n<include> x\n</include>\n<?y?>\n<include a="b">\n', 'a\n<include a="b">\n'],
    ['a wrapper behind a reference', '$${a} <include>\n', '$${a} <include>\n'],
    ['CRLF of dropped lines', '<include>\r\na\r\n', '\na\r\n'],
    ['a block of a comment', 'a<!--#comment x\ny\n$${b}\nz --> c $${d} e\nf', 'a c $${df'],
    ['a comment with its end', 'a <!--#comment x--> b\n', 'a  b\n'],
    ['what is included after a comment', 'a<!--#include "i"-->b\nc', 'ab\nI\nc'],
    ['an include in its line', 'x <X-PRE-PROCESS cmd="include" data="i"/> y\nc', 'I\nc'],
    ['a mention', 'a\nb X-PRE-PROCESS\nX-PRE-PROCESS\nc', 'a\nc'],
    ['a NUL', 'a\0b\nc', 'ac'],
    ['a value with markup', '<!--#set m=<b/>-->\nx $${m} $${n}\n', '\nx <b/> \n'],
    ['a value in a name', '<!--#set m=b-->\n<$${m}></$${m}>\n', '\n<b></b>\n'],
    [
      "a value with ' between two of them",
      '<!--#set m=it\'s-->\n\'$${m}\' "$${M}"\n"$${m}"\n',
      '\n\'it\'s\' "it\'s"\n"$${m}"\n',
    ],
  ])('keeps and drops as FreeSWITCH does: %s', (_, text, expanded) => {
    expect(expand(text, { i: 'I\n' }).text).toBe(expanded)
  })

  it('sets variables in order, without regard to case', () => {
    const { globals } = expand(
      '<!--#set a=1-->\n<!--#set b=$${A}2-->\n<!--#set A=3-->\n<X-PRE-PROCESS cmd="exec-set" data="ip=x"/>\n<!--#set c=caf\xc3\xa9-->\n',
    )
    expect(globals).toEqual(
      new Map([
        ['b', '12'],
        ['A', '3'],
        ['ip', '\u0001ip\u0001'],
        ['c', 'café'],
      ]),
    )
  })

  it('leads back to the files', () => {
    const { text, map } = expand('<!--#set m=<b/>-->\na\n$${m} c\n<include>\n<!--#include i-->d\n', {
      i: 'one\n<?x?>\ntwo\n',
    })
    const found = (part: string) => map.locate(text.indexOf(part))
    expect(found('a')).toEqual({ file: 'top', offset: 19 })
    expect(found(' c')).toEqual({ file: 'top', offset: 21 })
    expect(found('d\n')).toEqual({ file: 'top', offset: 56 })
    expect(found('wo')).toEqual({ file: 'i', offset: 11 })
    expect(map.describeBreak(text.indexOf('one'), text.length)).toBeUndefined()
    expect(map.describeBreak(0, text.length)).toEqual({ kind: 'changed', file: 'top' })
    expect(map.describeBreak(text.indexOf('d\n'), text.length)).toEqual({ kind: 'spread', file: 'i' })
    expect(new SourceMap().locate(5)).toEqual({ file: '', offset: 0 })
  })

  it('gives up on files that include each other over and over', () => {
    const files = Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [
        `${index}`,
        `<X-PRE-PROCESS cmd="include" data="${index + 1}"/>\n`.repeat(2),
      ]),
    )
    const { remarks } = expand('<!--#include "0"-->', files)
    expect(remarks.map(({ diagnostic }) => diagnostic.message)).toContainEqual(
      expect.stringContaining('is one too many'),
    )
  })
})

describe('maskDropped', () => {
  it.each([
    ['a\r\nb', 'a\r\nb'],
    ['a\n<include>\nb', 'a\n          b'],
    ['a <!--#x\n<b>\n--> c\n', `a${' '.repeat(16)}c\n`],
    ['a\0b\nc $${d}', 'a   c $${d}'],
    ['<X-PRE-PROCESS cmd="set" data="a=b"/>', ' '.repeat(37)],
  ])('%j', (text, masked) => {
    expect(maskDropped(text)).toBe(masked)
    expect(maskDropped(text)).toHaveLength(text.length)
  })
})

describe('matchesGlob', () => {
  it.each([
    ['a/*.xml', 'a/b.xml', true],
    ['a/*.xml', 'a/.b.xml', false],
    ['a/.*', 'a/.b.xml', true],
    ['*', 'a/b', false],
    ['*/*', 'a/b', true],
    ['?[a-c][!x]\\*.\\', '1bz*.', false],
    ['?[a-c][!x]\\*', '1bz*', true],
    ['[^a]', 'a', false],
    ['[]x]', ']', true],
    ['[', '[', true],
    ['a.b+(c)', 'a.b+(c)', true],
    ['a.b*', 'axb', false],
  ])('%s %s: %s', (pattern, path, matches) => {
    expect(matchesGlob(pattern, path)).toBe(matches)
    expect(hasWildcard('plain')).toBe(false)
  })
})

describe('paths', () => {
  it.each([
    ['', 'a', 'a'],
    ['a', '../b/./c', 'b/c'],
    ['a', '../../b', '../b'],
    ['..', '../b', '../../b'],
    ['a', '/b/../../c', '/c'],
    ['/', 'a', '/a'],
    ['/a/b', '../c', '/a/c'],
  ])('%s and %s give %s', (directory, pattern, path) => {
    expect(joinPath(directory, pattern)).toBe(path)
  })

  it('have directories', () => {
    expect(['a', 'a/b', '/a', '/a/b'].map(directoryOf)).toEqual(['', 'a', '/', '/a'])
  })
})

describe('layout', () => {
  it('knows all line ends', () => {
    expect(['a\r\nb\n', 'a\rb', 'a\nb', 'a'].map(lineEndOf)).toEqual(['\r\n', '\r', '\n', '\n'])
    expect([pastLineEnd('\r\n', 0), pastLineEnd('\r', 0), pastLineEnd('', 0), endOfLine('ab', 0)]).toEqual([
      2, 1, 0, 2,
    ])
  })
})

describe('isInComment', () => {
  it('counts neither the begin nor what is behind', () => {
    expect([1, 2, 3, 5, 6, 10, 11, 14, 15].map((at) => isInComment([2, 5, 10, 14], at))).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
      true,
      false,
      false,
    ])
    expect(isInComment([], 3)).toBe(false)
  })
})

describe('alignLists', () => {
  it.each([
    ['abc', 'abc', [0, 1, 2]],
    ['abc', 'xbyc', [undefined, 1, undefined, 2]],
    ['abcd', 'dabc', [undefined, 0, 1, 2]],
    ['', 'a', [undefined]],
    ['ab', '', []],
    ['aa', 'a', [0]],
  ])('%s to %s', (current, wanted, aligned) => {
    expect(alignLists([...current], [...wanted])).toEqual(aligned)
  })
})

describe('findPasswords', () => {
  it.each([
    ['<param name="password" value="a"/>', ['a']],
    [`<PARAM NAME = 'Password' VALUE = 'a"b>c'/>`, ['a"b>c']],
    ['<param value="a<b" name="password"/>', ['a<b']],
    ["<param value='a' name='password'/>", ['a']],
    ['<param value=a name="password"/>', ['a ']],
    ['<param value="a name="password"/>', ['a ']],
    ['<!-- name="password" value="a" -->', ['a']],
    ['name=password value=bare', ['bare']],
    ['<param name="password" value="a"b" x="c"/> <x y="z"/>', ['a"b" x="c']],
    ['<param name="password" value="open', ['open']],
    ['<param name="password"/><param name="x" value="v"/>', []],
    ['<param name="x" value="password"/>', []],
    ['<param name="passwords" value="a"/>', []],
    ['<param name="password" value=""/>', ['']],
  ])('%s', (text, values) => {
    expect(findPasswords(text).map(({ start, end }) => text.slice(start, end))).toEqual(values)
  })

  it('makes overlapping ranges one and drops empty ones', () => {
    expect(
      mergeRanges([
        { start: 5, end: 6 },
        { start: 1, end: 3 },
        { start: 1, end: 2 },
        { start: 2, end: 4 },
        { start: 8, end: 8 },
      ]),
    ).toEqual([
      { start: 1, end: 4 },
      { start: 5, end: 6 },
    ])
  })
})

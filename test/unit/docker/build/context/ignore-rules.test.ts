import { describe, expect, it } from 'vitest'
import { type Judged, readIgnoreRules } from '../../../../../src/docker/build/context/ignore-rules.js'

function isIgnored(text: string, path: string): boolean {
  const rules = readIgnoreRules(text)
  let judged: Judged | undefined
  const names = path.split('/')
  for (let depth = 1; depth <= names.length; depth++)
    judged = rules.judge(names.slice(0, depth).join('/'), judged)
  return judged?.isIgnored === true
}

/** As builds of the test of the same name in test/engine answered. */
describe('the rules of an ignore file', () => {
  it('let an exception bring back what it names, not what lies in a folder that it names in vain', () => {
    expect(isIgnored('src\n!src/deep\n', 'src/deep/a.txt')).toBe(false)
    expect(isIgnored('src/deep\n!src\n', 'src/deep/a.txt')).toBe(true)
    expect(isIgnored('src/**/*.txt\n!src/deep\n', 'src/deep/a.txt')).toBe(true)
  })

  it('take two stars at an end for any beginning or ending, within a name too', () => {
    expect(isIgnored('**.md\n', 'docs/guide.md')).toBe(true)
    expect(isIgnored('**/guide.md\n', 'guide.md')).toBe(true)
    expect(isIgnored('src/**\n', 'src')).toBe(false)
    expect(isIgnored('src/**\n', 'src/a')).toBe(true)
  })

  it('let the last rule that holds decide', () => {
    expect(isIgnored('*.md\n!README.md\n', 'README.md')).toBe(false)
    expect(isIgnored('!README.md\n*.md\n', 'README.md')).toBe(true)
  })

  it('read past a byte order mark, comments and spaces, and know case', () => {
    expect(isIgnored('\uFEFF# src\n  b.txt \r\n', 'b.txt')).toBe(true)
    expect(isIgnored('\uFEFF# src\n', 'src')).toBe(false)
    expect(isIgnored('B.TXT\n', 'b.txt')).toBe(false)
  })

  it('take signs of regular expressions for themselves', () => {
    expect(isIgnored('a+b(1).t?t\n', 'a+b(1).txt')).toBe(true)
    expect(isIgnored('a+b(1).t?t\n', 'aab1.txt')).toBe(false)
    expect(isIgnored('x[\\]\\[]y\n', 'x]y')).toBe(true)
  })

  it('take no byte order mark but the first for nothing, and a loose bracket for itself', () => {
    expect(isIgnored('b.txt\n\uFEFFa.txt\n', 'a.txt')).toBe(false)
    expect(isIgnored('x]?.txt\n', 'x]y.txt')).toBe(true)
    expect(isIgnored('src/[[]x]\n', 'src/[x]')).toBe(true)
    expect(isIgnored('\\a.txt\n', 'a.txt')).toBe(false)
  })

  it.each(['a[b', '!', '!/', '\\1.txt', 'a\\', '[]a].txt', '[a-]*', '[-a]*', '[]', '[^]'])(
    'refuse %s, as builds do',
    (line) => {
      expect(() => readIgnoreRules(`ok\n${line}\n`)).toThrow('line 2')
    },
  )
})

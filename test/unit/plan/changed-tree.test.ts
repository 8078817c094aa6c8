import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeChangedTree } from '../../../src/core/plan/changed-tree.js'
import {
  type IgnoreRules,
  type Judged,
  readIgnoreRules,
} from '../../../src/docker/build/context/ignore-rules.js'

const tree = (...paths: readonly string[]) =>
  makeChangedTree(
    paths.map((path) => (path.endsWith('/') ? { path: path.slice(0, -1), isFolder: true } : { path })),
  )
const rules = (...lines: readonly string[]) => readIgnoreRules(lines.join('\n'))

describe('changed paths', () => {
  it('are found by themselves, from above, and from below where they are no folders any more', () => {
    const { at } = tree('a/b/file', 'vendor/lib/', 'link')
    expect(at('a/b/file')).toBe('a/b/file')
    expect(at('a')).toBe('a/b/file')
    expect(at('')).toBe('a/b/file')
    expect(at('vendor/lib/deep/file')).toBe('vendor/lib')
    expect(at('link/file')).toBe('link')
    expect(at('a/bc')).toBeUndefined()
    expect(at('a/b/file2')).toBeUndefined()
  })

  it('that a folder was and that lie in it now are both found', () => {
    const { at } = tree('a', 'a/b')
    expect(at('a/b')).toBe('a')
    expect(at('a')).toBe('a')
  })

  it('are not confused with members that every object has', () => {
    expect(tree('a').at('constructor')).toBeUndefined()
    expect(tree('__proto__/x').at('__proto__')).toBe('__proto__/x')
  })

  it('are sent where the rules say so, which are about paths from the context', () => {
    const changed = tree('api/docs/a.md', 'api/src/b.ts', 'web/c.ts')
    expect(changed.sentFrom('api', rules('src', 'docs'))).toBeUndefined()
    expect(changed.sentFrom('api', rules('docs', 'api'))).toBe('api/src/b.ts')
    expect(changed.sentFrom('', rules('api'))).toBe('web/c.ts')
    expect(changed.sentFrom('other', rules())).toBeUndefined()
  })

  it('of a submodule are sent where anything of it may be', () => {
    const changed = tree('vendor/lib/')
    expect(changed.sentFrom('', rules('vendor'))).toBeUndefined()
    expect(changed.sentFrom('', rules('*', '!vendor/lib/src'))).toBe('vendor/lib')
    expect(changed.sentFrom('', rules('*', '!other'))).toBeUndefined()
    expect(changed.sentFrom('vendor/lib/src', rules('*'))).toBe('vendor/lib')
  })

  it('are found exactly where each by itself would be, under any rules', () => {
    const name = constantFrom('a', 'b', 'ab', 'c')
    const path = array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
    const part = constantFrom('a', 'b', 'ab', '*', '**', 'a*', '?', '[ab]', 'a**', '[!a]')
    const line = array(part, { minLength: 1, maxLength: 3 }).chain((parts) =>
      constantFrom('', '!', '/').map((before) => `${before}${parts.join('/')}`),
    )
    assert(
      property(array(path, { maxLength: 8 }), array(line, { maxLength: 5 }), (paths, lines) => {
        const filter = rules(...lines)
        const sent = paths.filter((one) => !judgeDeep(one, filter).isIgnored)
        const found = makeChangedTree(paths.map((one) => ({ path: one }))).sentFrom('', filter)
        if (sent.length === 0) expect(found).toBeUndefined()
        else expect(sent).toContain(found)
      }),
      { numRuns: 3000 },
    )
  })
})

function judgeDeep(path: string, filter: IgnoreRules): Judged {
  const slash = path.lastIndexOf('/')
  return filter.judge(path, slash === -1 ? undefined : judgeDeep(path.slice(0, slash), filter))
}

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { expectAnAnswer } from './answered.js'

const example = readFileSync(new URL('./fixtures/example.yml', import.meta.url), 'utf8')
const prototypeKeys = Reflect.ownKeys(Object.prototype).length

afterAll(() => {
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(prototypeKeys)
})

const oddKeys = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '<<',
  '',
  ' ',
  '\0',
  '0',
  'run',
  'x',
)
const oddValues = fc.oneof(
  fc.constantFrom(
    null,
    '',
    0,
    -1,
    1e99,
    true,
    [],
    {},
    [[]],
    '\0',
    '\n',
    '5%',
    '1MB',
    'GET /',
    '*',
    '&a',
    '!!x',
    '{{',
  ),
  fc.jsonValue({ maxDepth: 3 }),
)

describe('any text ends in a config or in errors with a place', () => {
  it('where it is words of any kind', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectAnAnswer), { numRuns: 300 })
  })

  it('where it is made of what YAML is made of', () => {
    const tokens = fc.constantFrom(
      ...[
        '\n',
        '\r\n',
        '  ',
        ' ',
        '- ',
        ': ',
        '? ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '&a ',
        '*a',
        '!!str ',
        '!x ',
        '|',
        '>',
      ],
      ...[
        '"',
        "'",
        '#',
        '---\n',
        '...\n',
        '%YAML 1.1\n',
        '<<: ',
        '\t',
        'a',
        'services',
        'version: 1\n',
        '\ufeff',
        '@',
      ],
    )
    const text = fc.array(tokens, { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(fc.property(text, expectAnAnswer), { numRuns: 1000 })
  })

  it('where it is any JSON, written as YAML', () => {
    const text = fc.jsonValue({ maxDepth: 5 }).map((value) => stringify(value))
    fc.assert(fc.property(text, expectAnAnswer), { numRuns: 300 })
  })

  it('where it is a config with lines lost, doubled, moved or cut', () => {
    const lines = example.split('\n')
    const index = fc.nat({ max: lines.length - 1 })
    const edit = fc.record({
      at: index,
      to: index,
      how: fc.constantFrom('lose', 'double', 'move', 'cut', 'indent'),
    })
    const edited = fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => {
      const result = [...lines]
      for (const { at, to, how } of edits) {
        const [line = ''] = how === 'double' ? [result[at]] : result.splice(at, 1)
        if (how === 'double' || how === 'move') result.splice(to, 0, line)
        if (how === 'cut') result.splice(at, 0, line.slice(0, line.length / 2))
        if (how === 'indent') result.splice(at, 0, ` ${line}`)
      }
      return result.join('\n')
    })
    fc.assert(fc.property(edited, expectAnAnswer), { numRuns: 200 })
  })

  it('where it is a config with a value swapped or a key renamed', () => {
    const original = parse(example)
    const paths = pathsIn(original)
    const change = fc.record({ path: fc.constantFrom(...paths), key: fc.option(oddKeys), value: oddValues })
    const changed = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
      const config = structuredClone(original)
      for (const one of changes) changeAt(config, one)
      return stringify(config)
    })
    fc.assert(fc.property(changed, expectAnAnswer), { numRuns: 200 })
  })
})

type Step = string | number

function pathsIn(value: unknown, path: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([key, child]) =>
    pathsIn(child, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return path.length === 0 ? inner : [path, ...inner]
}

function changeAt(
  config: unknown,
  { path, key, value }: { path: readonly Step[]; key: string | null; value: unknown },
): void {
  let parent = config
  for (const step of path.slice(0, -1)) parent = isHolder(parent) ? parent[step] : undefined
  const last = path.at(-1)
  if (!isHolder(parent) || last === undefined) return
  if (key === null || Array.isArray(parent)) parent[last] = value
  else {
    const old = parent[last]
    delete parent[last]
    Object.defineProperty(parent, key, { value: old, enumerable: true, configurable: true, writable: true })
  }
}

const isHolder = (value: unknown): value is Record<Step, unknown> =>
  typeof value === 'object' && value !== null

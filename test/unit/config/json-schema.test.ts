import { readFileSync } from 'node:fs'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { configSchema, definitions } from '../../../src/core/config/schema.js'
import { service } from './parsed.js'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const schema = JSON.parse(read('../../../schema/config.schema.json'))
const example = read('./fixtures/example.yml')
const accepts = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema)

const objectPaths = (
  value: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] => {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.entries(value).flatMap(([key, child]) =>
    objectPaths(child, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return Array.isArray(value) ? inner : [path, ...inner]
}

/** Below these the user chooses the names, or writes JSON of their own. */
const freeMaps = new Set([
  'services',
  'smoke',
  'env',
  'build-args',
  'build-contexts',
  'secrets',
  'headers',
  'json',
  'body',
])

describe('the JSON Schema', () => {
  it('is the one that the code would generate', () => {
    expect(toJsonSchema(configSchema, { target: 'draft-2020-12', typeMode: 'input', definitions })).toEqual(
      schema,
    )
  })

  it('accepts the example of the documentation', () => {
    expect(accepts(parse(example)), JSON.stringify(accepts.errors)).toBe(true)
  })

  it('refuses an unknown key in every map whose keys are ours, as the parser does', () => {
    const paths = objectPaths(parse(example)).filter((path) => !freeMaps.has(String(path.at(-1))))
    expect(paths.length).toBeGreaterThan(20)
    for (const path of paths) {
      const config = parse(example)
      let map = config
      for (const step of path) map = map[step]
      map['no-such-key'] = { 'no-such-key': 1 }
      expect(accepts(config), path.join('.')).toBe(false)
      expect(parseConfig(stringify(config), 'c.yml').outcome, path.join('.')).toBe('invalid')
    }
  })

  it.each([
    ['run: { memory: 256 }', false],
    ['run: { memory: 256MB }', true],
    ['run: { memory: 256mb }', false],
    ['run: { port: 0 }', false],
    ['run: { cpus: 1.0 }', true],
    ['run: { user: 1000 }', true],
    ['ready: { http: health }', false],
    ['smoke: { a: [http: GET /, run: ls] }', true],
    ['smoke: { a: [{ http: GET /, run: ls }] }', false],
    ['smoke: { a: [] }', false],
    ['budgets: { startup: 5s }', true],
    ['budgets: { startup: 5MB }', false],
    ['budgets: { startup: { migration: 5% } }', true],
    ['budgets: { imagesize: 5MB }', false],
    ['samples: { min: 0 }', false],
  ])('on %s says %s', (rest, answer) => {
    expect(accepts(parse(service(rest)))).toBe(answer)
  })

  it.each(['compose: docker-compose.yml'])('does not offer %s yet', (source) => {
    expect(accepts(parse(service('').replace('image: "api:alpine"', source)))).toBe(false)
  })

  it('accepts whatever the parser accepts', () => {
    const lines = example.split('\n')
    const fewer = fc
      .subarray([...lines.keys()], { minLength: lines.length - 4 })
      .map((kept) => kept.map((index) => lines[index]))
    let accepted = 0
    fc.assert(
      fc.property(fewer, (kept) => {
        const text = kept.join('\n')
        if (parseConfig(text, 'c.yml').outcome === 'invalid') return
        accepted++
        expect(accepts(parse(text)), JSON.stringify(accepts.errors)).toBe(true)
      }),
      { numRuns: 300 },
    )
    expect(accepted).toBeGreaterThan(20)
  })

  it('describes its keys, so that an editor helps', () => {
    const { properties } = schema.$defs.run
    expect(Object.keys(properties).filter((key) => !properties[key].description)).toEqual([])
    expect(schema.$defs.budgets.properties.startup.description).toContain('start-up')
  })
})

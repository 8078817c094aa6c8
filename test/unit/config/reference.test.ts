import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { metrics } from '../../../src/core/domain/metric.js'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const page = read('docs/CONFIG.md')
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''

function keysOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}

/** Every key that the published schema knows; names that users choose are not among them. */
function knownKeys(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(knownKeys)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, inner]) =>
    key === 'properties'
      ? [...Object.keys(inner), ...Object.values(inner).flatMap(knownKeys)]
      : knownKeys(inner),
  )
}

describe('the page about the config', () => {
  it('shows a config that is valid as it stands', () => {
    expect(parseConfig(example, 'docs/CONFIG.md')).toMatchObject({ outcome: 'parsed' })
  })

  it('shows every key there is', () => {
    const shown = new Set(keysOf(parse(example)))
    const known = [...new Set(knownKeys(JSON.parse(read('schema/config.schema.json'))))]
    expect(known.length).toBeGreaterThan(60)
    expect(known.filter((key) => !shown.has(key))).toEqual([])
  })

  it('calls no metric without effect', () => {
    const last = page.slice(page.indexOf('## Read, but without effect'))
    expect(metrics.filter((metric) => last.includes(`\`${metric}\``))).toEqual([])
  })
})

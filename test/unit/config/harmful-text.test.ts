import { describe, expect, it } from 'vitest'
import { renderConfigErrors } from '../../../src/core/config/config-error.js'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { expectAnAnswer } from './answered.js'

describe('text made to do harm', () => {
  it.each([
    ['lists in lists', '['.repeat(10_000)],
    ['maps in maps', '{a: '.repeat(5000)],
    ['dashes', '- '.repeat(5000)],
    ['keys ever deeper', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}k:`).join('\n')],
    ['an anchor inside itself', 'version: 1\nservices: &a\n  x: *a\n'],
    ['a list of itself', '&a [*a, *a, *a]'],
    ['quotes that never end', 'a: "\n'.repeat(2000)],
    ['thousands of keys', Array.from({ length: 5000 }, (_, key) => `k${key}: 1`).join('\n')],
    ['more than a config can be', '#'.repeat(300_000)],
  ])('is answered: %s', (_, text) => {
    expectAnAnswer(text)
    expect(parseConfig(text, 'c.yml').outcome).toBe('invalid')
  })

  it('cannot multiply by aliases', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*l${level - 1}`
      return `l${level}: &l${level} [${Array.from({ length: 10 }, () => inner).join(', ')}]`
    })
    const parsed = parseConfig(levels.join('\n'), 'c.yml')
    expect(parsed).toMatchObject({ errors: [{ message: 'holds too many values for a config' }] })
  })

  it.each(['__proto__', 'constructor', 'prototype'])(
    'cannot use %s as a key of ours, and reaches no prototype by it',
    (key) => {
      const text = `version: 1\nservices:\n  ${key}: { polluted: yes }\n  a:\n    baseline: { image: a }\n    candidate: { image: b }\n    run: { env: { ${key}: { polluted: x } } }\n`
      const parsed = parseConfig(text, 'c.yml')
      expect(renderConfigErrors(parsed.outcome === 'invalid' ? parsed.errors : []).split('\n')).toEqual([
        `c.yml:3:3  services.${key}: is a name that cannot be used as a key here`,
        `c.yml:7:19  services.a.run.env.${key}: is a name that cannot be used as a key here`,
      ])
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    },
  )

  it('cannot hide a prototype in the JSON of a body', () => {
    const text = `version: 1\nservices:\n  a:\n    baseline: { image: a }\n    candidate: { image: b }\n    run: { port: 1 }\n    smoke: { s: [{ http: POST /, body: { __proto__: { polluted: x } } }] }\n`
    expect(parseConfig(text, 'c.yml').outcome).toBe('invalid')
  })

  it('cannot hand a NUL to a program', () => {
    const text =
      'version: 1\nservices:\n  a:\n    baseline: { dockerfile: "a\\0b" }\n    candidate: { image: b }\n'
    expect(parseConfig(text, 'c.yml')).toMatchObject({
      errors: [{ line: 4, column: 29, message: 'holds a NUL character, which no program can be given' }],
    })
  })
})

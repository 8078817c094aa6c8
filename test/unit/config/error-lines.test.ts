import { describe, expect, it } from 'vitest'
import { renderConfigErrors } from '../../../src/core/config/config-error.js'
import { errorsOf, service } from './parsed.js'

describe('the text itself', () => {
  it.each([
    ['', 'c.yml:1:1  the file is empty: it needs `version: 1` and `services`'],
    ['# nothing\n', 'c.yml:1:1  the file is empty: it needs `version: 1` and `services`'],
    ['just words', 'c.yml:1:1  must be a map of keys and values, not `just words`'],
    ['version: 1\n', 'c.yml:1:1  services: is missing'],
    ['version: 1\nservices: {}\n', 'c.yml:2:11  services: has no service'],
    ['version: 1\nservices:\n', 'c.yml:2:1  services: is empty: give it a value, or leave it out'],
    [
      'version: 1\nversion: 1\nservices: { a: &x { baseline: { image: a }, candidate: { image: a } } }\n',
      'c.yml:2:1  version: is here twice: it is already on line 1',
    ],
    [
      'a: 1\n---\nb: 2\n',
      'c.yml:2:1  a config is one YAML document: remove the second one, which begins here',
    ],
    ['services:\n\ta: 1\n', 'c.yml:2:1  is indented with a tab, which YAML does not allow: use spaces'],
    [
      'version: !!int 1\nservices: !x {}\n',
      'c.yml:2:11  has a YAML tag, which a config does not use (Unresolved tag: !x)',
    ],
  ])('%j is refused with its place', (text, line) => {
    expect(errorsOf(text)).toEqual([line])
  })

  it('asks for the version this release reads', () => {
    expect(errorsOf(service('').replace('version: 1', 'version: 2'))).toEqual([
      'c.yml:1:10  version: must be 1, not 2',
    ])
    expect(errorsOf(service('').replace('version: 1', ''))).toEqual([
      'c.yml:2:1  version: is missing: begin the file with `version: 1`',
    ])
  })

  it('points at a quote that is never closed', () => {
    const [first] = errorsOf('version: 1\nservices: "x\n')
    expect(first).toMatch(/^c\.yml:\d+:\d+ {2}is not readable as YAML: Missing closing "quote$/)
  })

  it('refuses an alias without an anchor, and says nothing else of that value', () => {
    expect(errorsOf(service('run: *common'))).toEqual([
      'c.yml:6:10  services.api.run: has no anchor `&common` before it',
    ])
  })

  it('refuses merge keys with what to use in their place', () => {
    expect(errorsOf(service('run: { <<: { port: 80 } }'))).toEqual([
      'c.yml:6:12  services.api.run.<<: is not read: put what services share under `defaults`'.replace(
        '.<<',
        '["<<"]',
      ),
    ])
  })
})

describe('all errors', () => {
  it('come at once, sorted by place, those of one service beside those of another', () => {
    const lines = errorsOf(
      'version: 1\nservices:\n  a:\n    baseline: { image: A B }\n    candidate: { image: x }\n  b:\n' +
        '    baseline: { image: x }\n    candidate: { image: x }\n    samples: { min: 3, max: 1 }\n    load: {}\n  c:\n' +
        '    baseline: { image: x }\n    candidate: { image: x }\n    ready: { http: /a }\n',
    )
    expect(lines.map((line) => line.split(':').slice(1, 3).join(':').split(' ')[0])).toEqual([
      '4:24',
      '10:5',
      '10:5',
      '10:5',
      '14:14',
    ])
  })

  it('from defaults are said once, where they are written', () => {
    const two = ['a', 'b']
      .map((name) => `  ${name}: { baseline: { image: x }, candidate: { image: x } }\n`)
      .join('')
    expect(errorsOf(`version: 1\ndefaults:\n  samples: { min: 9, max: 1 }\nservices:\n${two}`)).toEqual([
      'c.yml:3:19  defaults.samples.min: is more than `max` (1)',
    ])
  })

  it('stay on their line and steer no terminal, whatever a key holds', () => {
    const [line, ...others] = errorsOf('version: 1\nservices: {}\n"\\n::error::\\e[31m": 1\n').slice(1)
    expect(line).toBe(
      'c.yml:3:1  ["\\n::error::\\u001b[31m"]: is not a known key: known here are version, defaults, services',
    )
    expect(others).toEqual([])
  })

  it('beyond fifty are counted', () => {
    const error = { file: 'c', line: 1, column: 1, path: 'p', message: 'm' }
    const lines = renderConfigErrors(Array.from({ length: 53 }, () => error)).split('\n')
    expect(lines).toHaveLength(51)
    expect(lines.at(-1)).toBe('and 3 more')
  })
})

import { describe, expect, it } from 'vitest'
import { renderConfigErrors } from '../../../src/core/config/config-error.js'
import { parseDiveRules } from '../../../src/core/config/dive-rules.js'
import { withDiveRules } from '../../../src/core/config/with-dive-rules.js'
import type { Budget } from '../../../src/core/domain/config.js'
import { aConfig, aService, aVariant } from '../budgets/case.js'

const rulesOf = (text: string) => parseDiveRules(text, '.dive-ci')

function budgetsOf(text: string): readonly Budget[] {
  const parsed = rulesOf(text)
  if (parsed.outcome === 'invalid') throw new Error(renderConfigErrors(parsed.errors))
  return parsed.budgets
}

function errorsOf(text: string): string {
  const parsed = rulesOf(text)
  return parsed.outcome === 'invalid' ? renderConfigErrors(parsed.errors) : 'no error'
}

const usual =
  'rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 20MB\n  highestUserWastedPercent: 0.20\n'

describe('limits of dive', () => {
  it('become budgets on the figures of dive, each at its line', () => {
    const at = (line: number) => ({ place: { file: '.dive-ci', line, column: 3 } })
    expect(budgetsOf(usual)).toEqual([
      { metric: 'efficiency', limit: { fail: 0.95 }, ...at(2) },
      { metric: 'dive-wasted-bytes', limit: { fail: 20e6 }, ...at(3) },
      { metric: 'dive-user-wasted', limit: { fail: 0.2 }, ...at(4) },
    ])
  })

  it.each([
    ['20MB', 20e6],
    ['"20 mb"', 20e6],
    ['1.5G', 1.5e9],
    ['20MiB', 20 * 1024 ** 2],
    ['512', 512],
    ['0B', 0],
  ])('take the size %s as %i bytes', (written, bytes) => {
    expect(budgetsOf(`rules: { highestWastedBytes: ${written} }`)).toMatchObject([{ limit: { fail: bytes } }])
  })

  it('set nothing where they are disabled, absent or only remarked on', () => {
    expect(budgetsOf('rules:\n  lowestEfficiency: disabled\n')).toEqual([])
    expect(budgetsOf('rules:\n')).toEqual([])
    expect(budgetsOf('# nothing yet\n\n')).toEqual([])
    expect(budgetsOf('')).toEqual([])
  })

  it('are taken in the spelling with hyphens and as quoted text, too', () => {
    expect(budgetsOf('rules: { lowest-efficiency: "0.9" }')).toMatchObject([{ limit: { fail: 0.9 } }])
  })

  it.each([
    [
      'rules:\n  lowestEfficiency: 95\n',
      '.dive-ci:2:21  rules.lowestEfficiency: must be a number from 0 to 1, or "disabled", not `95`',
    ],
    [
      'rules:\n  highestWastedBytes: lots\n',
      '.dive-ci:2:23  rules.highestWastedBytes: must be a size such as 20MB, or "disabled", not `lots`',
    ],
    [
      'rules:\n  lowestEficiency: 0.9\n',
      '.dive-ci:2:3  rules.lowestEficiency: is no rule of dive (did you mean `lowestEfficiency`?)',
    ],
    ['rules: [1]\n', '.dive-ci:1:8  rules: must be a map of rules, as dive takes it'],
    ['- 1\n', '.dive-ci:1:1  must be a map of rules, as dive takes it'],
  ])('name the place of what they cannot be', (text, message) => {
    expect(errorsOf(text)).toBe(message)
  })

  it('name the place of what is no YAML', () => {
    expect(errorsOf('rules: {\n')).toMatch(/^\.dive-ci:\d+:\d+ {2}is not readable as YAML/)
  })
})

describe('a config beside limits of dive', () => {
  const limits = budgetsOf(usual)

  it('takes them for every candidate, and says so', () => {
    const { services, assumptions } = withDiveRules(aConfig(aService('web')), limits)
    expect(services[0]?.budgets).toEqual(limits)
    expect(assumptions).toEqual([
      '.dive-ci is in this folder, so its limits are budgets of every candidate: efficiency (as dive counts) at least 95 %, wasted bytes (as dive counts) at most 20 MB, wasted share above the base (as dive counts) at most 20 %.',
    ])
  })

  it('keeps its own limit on the same metric, and joins another axis', () => {
    const own: readonly Budget[] = [
      { metric: 'efficiency', limit: { warn: 0.99 } },
      { metric: 'dive-wasted-bytes', migration: { fail: 0 } },
    ]
    const { services, assumptions } = withDiveRules(aConfig(aService('web', { budgets: own })), limits)
    expect(services[0]?.budgets).toMatchObject([
      { metric: 'efficiency', limit: { warn: 0.99 } },
      { metric: 'dive-wasted-bytes', limit: { fail: 20e6 }, migration: { fail: 0 } },
      { metric: 'dive-user-wasted' },
    ])
    expect(assumptions[0]).toMatch(/What the config itself sets holds instead: web \(efficiency/)
  })

  it('leaves a process alone, which has no image', () => {
    const process = aVariant('candidate', { source: { from: 'process', command: ['node'], cwd: '.' } })
    const config = aConfig(aService('web', { candidate: process }))
    expect(withDiveRules(config, limits)).toBe(config)
  })
})

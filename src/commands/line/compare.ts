import { UsageError } from '../../core/domain/errors.js'
import { parseParallel } from './numbers.js'
import { budgetFlags, given, type LineParser, type Show, showOf } from './options.js'

export interface CompareLine {
  readonly command: 'compare'
  readonly config?: string
  readonly services: readonly string[]
  readonly parallel?: number
  readonly keep: boolean
  /** What budgets on regressions hold this change against. */
  readonly base?: string
  readonly show: Show
  readonly record?: string
  /** `compare BASELINE CANDIDATE` and the flags that describe one service, named as the action's inputs are. */
  readonly inputs: Readonly<Record<string, string>>
}

const describing = ['context', 'port', 'ready', ...budgetFlags] as const

export const compareLine: LineParser<CompareLine> = {
  flags: [
    'config',
    'service',
    'base',
    'parallel',
    'keep',
    'json',
    'markdown',
    'record',
    'smoke',
    ...describing,
  ],
  mostPositionals: 2,
  parse: (values, positionals) => {
    if (positionals.length === 1) throw new UsageError('compare takes a BASELINE and a CANDIDATE, or neither')
    const [baseline, candidate] = positionals
    const inputs: Record<string, string> = {
      ...given(values, ...describing),
      ...(values.smoke !== undefined && { smoke: values.smoke.join('\n') }),
    }
    if (baseline !== undefined && candidate !== undefined) Object.assign(inputs, { baseline, candidate })
    else if (Object.keys(inputs).length > 0) {
      throw new UsageError(
        `--${Object.keys(inputs)[0]} describes a BASELINE and a CANDIDATE: name them, or use the config`,
      )
    }
    return {
      command: 'compare',
      ...given(values, 'config', 'record', 'base'),
      services: values.service ?? [],
      ...(values.parallel !== undefined && { parallel: parseParallel(values.parallel) }),
      keep: values.keep ?? false,
      show: showOf(values),
      inputs,
    }
  },
}

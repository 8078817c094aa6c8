import type { Budget } from '../domain/config.js'
import type { Metric } from '../domain/metric.js'
import { makeComplaints } from './complaints.js'
import { type ConfigError, shown, sortErrors } from './config-error.js'
import { nearest } from './nearest.js'
import { placed } from './positions.js'
import { readYaml } from './read-yaml.js'
import { isRecord } from './schema-blocks.js'

export const diveRulesFile = '.dive-ci'

export type ParsedDiveRules =
  | { readonly outcome: 'parsed'; readonly budgets: readonly Budget[] }
  | { readonly outcome: 'invalid'; readonly errors: readonly ConfigError[] }

interface Rule {
  readonly name: string
  readonly metric: Metric
  readonly read: (value: unknown) => number | undefined
  readonly wanted: string
}

const ratio = 'must be a number from 0 to 1, or "disabled"'

/** What dive takes, by the figures that it compares. */
const rules: readonly Rule[] = [
  { name: 'lowestEfficiency', metric: 'efficiency', read: readRatio, wanted: ratio },
  {
    name: 'highestWastedBytes',
    metric: 'dive-wasted-bytes',
    read: readBytes,
    wanted: 'must be a size such as 20MB, or "disabled"',
  },
  { name: 'highestUserWastedPercent', metric: 'dive-user-wasted', read: readRatio, wanted: ratio },
]

/** The limits that a team gates on with dive, as budgets. Only what the file says: dive's defaults were nobody's choice. */
export function parseDiveRules(text: string, file: string): ParsedDiveRules {
  if (/^(?:\s*(?:#[^\n]*)?(?:\n|$))*$/.test(text)) return { outcome: 'parsed', budgets: [] }
  const { value, positions, errors } = readYaml(text, file)
  if (value === undefined || errors.length > 0) return { outcome: 'invalid', errors: sortErrors(errors) }
  const complaints = makeComplaints(positions)
  const given = isRecord(value) ? (value.rules ?? {}) : undefined
  if (!isRecord(given)) {
    complaints.aboutValue(isRecord(value) ? ['rules'] : [], 'must be a map of rules, as dive takes it')
    return { outcome: 'invalid', errors: complaints.errors }
  }
  const budgets = Object.entries(given).flatMap(([key, written]): readonly Budget[] => {
    const path = ['rules', key]
    const rule = rules.find(({ name }) => folded(name) === folded(key))
    if (!rule) {
      complaints.aboutKey(
        path,
        'is no rule of dive',
        nearest(
          key,
          rules.map(({ name }) => name),
        ),
      )
      return []
    }
    if (written === 'disabled') return []
    const limit = rule.read(written)
    if (limit === undefined) {
      complaints.aboutValue(path, `${rule.wanted}, not ${shown(written)}`)
      return []
    }
    return [{ metric: rule.metric, limit: { fail: limit }, ...placed(positions, positions.keyMark(path)) }]
  })
  return complaints.errors.length > 0
    ? { outcome: 'invalid', errors: sortErrors(complaints.errors) }
    : { outcome: 'parsed', budgets }
}

/** dive takes `lowest-efficiency` and any case too. */
const folded = (name: string): string => name.replaceAll('-', '').toLowerCase()

function readRatio(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,3}(?:\.\d{1,12})?$/.test(value) ? Number(value) : value
  return typeof number === 'number' && number >= 0 && number <= 1 ? number : undefined
}

const powers = ['', 'k', 'm', 'g', 't']

/** `20MB`, `20 mb`, `20M` are decimal, `20MiB` is binary, and a bare number counts bytes. */
function readBytes(value: unknown): number | undefined {
  const parts = /^(\d{1,12}(?:\.\d{1,6})?)\s*([kmgt]?)(i?)b?$/i.exec(String(value).trim())
  if (!parts) return undefined
  const [, figure = '', prefix = '', binary] = parts
  const power = powers.indexOf(prefix.toLowerCase())
  const bytes = Math.round(Number(figure) * (binary ? 1024 : 1000) ** power)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

import { isBasicExpression } from '@actions/workflow-parser'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import type { Scope } from '../expressions/evaluate.js'
import { EvaluationError } from '../expressions/evaluation-error.js'
import { evaluateTemplate, textOf } from '../expressions/template.js'
import { isValues, toText, type Value, type Values } from '../value.js'

/** How a job is multiplied. */
export interface Strategy {
  readonly legs: readonly Values[]
  readonly hasMatrix: boolean
  readonly failFast: boolean
  readonly maxParallel: number
}

const mostLegs = 256

export function readStrategy(token: TemplateToken | undefined, scope: Scope): Strategy {
  const single = { legs: [{}], hasMatrix: false, failFast: true, maxParallel: Number.POSITIVE_INFINITY }
  if (token === undefined) return single
  const strategy = evaluateTemplate(token, scope)
  if (!isValues(strategy)) throw new EvaluationError('strategy: a mapping was expected')
  const { matrix, 'fail-fast': failFast = true, 'max-parallel': maxParallel } = strategy
  if (typeof failFast !== 'boolean')
    throw new EvaluationError(`fail-fast: Unexpected value '${toText(failFast)}'`)
  if (maxParallel !== undefined && typeof maxParallel !== 'number')
    throw new EvaluationError(`max-parallel: Unexpected value '${toText(maxParallel)}'`)
  const bounds = { failFast, maxParallel: maxParallel || Number.POSITIVE_INFINITY }
  if (matrix === undefined) return { ...single, ...bounds }
  const legs = expandMatrix(matrix)
  if (legs.length > mostLegs)
    throw new EvaluationError(
      `The matrix generated ${legs.length} jobs, which exceeds the maximum of ${mostLegs}`,
    )
  return { legs, hasMatrix: true, ...bounds }
}

function expandMatrix(matrix: Value): readonly Values[] {
  if (!isValues(matrix)) throw new EvaluationError('matrix: a mapping was expected')
  const { include = [], exclude = [], ...vectors } = matrix
  let legs: Values[] = Object.keys(vectors).length > 0 ? [{}] : []
  for (const [name, values] of Object.entries(vectors)) {
    const list = listOf(name, values)
    if (list.length === 0) throw new EvaluationError(`Matrix vector '${name}' does not contain any values`)
    legs = legs.flatMap((leg) => list.map((value) => ({ ...leg, [name]: value })))
  }
  const excluded = listOf('exclude', exclude).filter(isValues)
  legs = legs.filter((leg) => !excluded.some((one) => agrees(leg, one, Object.keys(one))))
  const originals = legs.length
  for (const extra of listOf('include', include)) {
    if (!isValues(extra)) throw new EvaluationError('include: a mapping was expected')
    const own = Object.keys(extra).filter((name) => name in vectors)
    const fits = legs.slice(0, originals).map((leg) => agrees(leg, extra, own))
    if (fits.includes(true)) legs = legs.map((leg, index) => (fits[index] ? { ...leg, ...extra } : leg))
    else legs.push(extra)
  }
  if (legs.length === 0) throw new EvaluationError('Matrix must define at least one vector')
  return legs
}

const agrees = (leg: Values, other: Values, names: readonly string[]): boolean =>
  names.every((name) => JSON.stringify(leg[name]) === JSON.stringify(other[name]))

function listOf(name: string, value: Value): readonly Value[] {
  if (Array.isArray(value)) return value
  throw new EvaluationError(`Matrix vector '${name}': a sequence was expected`)
}

/** A name without expressions gets the leg's values beside it. */
export function nameLeg(
  id: string,
  name: TemplateToken | undefined,
  leg: Values,
  hasMatrix: boolean,
  scope: Scope,
): string {
  const shown = name === undefined ? id : textOf(name, scope)
  if (!hasMatrix || (name !== undefined && isBasicExpression(name))) return shown
  return `${shown} (${Object.values(leg).flatMap(leaves).join(', ')})`
}

/** What the list of checks shows of a job that never came to know its matrix. */
export const unevaluatedName = (id: string, name: TemplateToken | undefined): string =>
  name === undefined ? id : isBasicExpression(name) ? (name.source ?? id) : name.toString()

const leaves = (value: Value): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap(leaves)
    : isValues(value)
      ? Object.values(value).flatMap(leaves)
      : [toText(value as string)]

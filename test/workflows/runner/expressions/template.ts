import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { toText, type Value } from '../value.js'
import { evaluate, type Scope } from './evaluate.js'
import { EvaluationError } from './evaluation-error.js'

/** A part of a workflow's file with all its expressions evaluated. */
export function evaluateTemplate(token: TemplateToken, scope: Scope): Value {
  if (isBasicExpression(token)) return evaluate(token, scope)
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value
  if (isSequence(token)) return [...token].map((item) => evaluateTemplate(item, scope))
  if (!isMapping(token)) return null
  return Object.fromEntries(
    [...token].map(({ key, value }) => [textOf(key, scope), evaluateTemplate(value, scope)]),
  )
}

export const textOf = (token: TemplateToken, scope: Scope): string => toText(evaluateTemplate(token, scope))

export function textsOf(token: TemplateToken | undefined, scope: Scope): Readonly<Record<string, string>> {
  if (token === undefined) return {}
  if (!isMapping(token)) throw new EvaluationError('A mapping was expected')
  return Object.fromEntries([...token].map(({ key, value }) => [textOf(key, scope), textOf(value, scope)]))
}

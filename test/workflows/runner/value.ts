import { data } from '@actions/expressions'
import { EvaluationError } from './expressions/evaluation-error.js'

/** What an expression may be worth, as plain JSON. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value }

export type Values = Readonly<Record<string, Value>>

export const toData = (value: Value): data.ExpressionData =>
  JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData

export const fromData = (given: data.ExpressionData): Value =>
  JSON.parse(JSON.stringify(given, data.replacer)) as Value

/** As GitHub writes a value into a text. What has no text is an error there, too. */
export function toText(value: Value): string {
  if (typeof value === 'object' && value !== null)
    throw new EvaluationError(`${Array.isArray(value) ? 'A sequence' : 'A mapping'} was not expected`)
  return toData(value).coerceString()
}

export const isValues = (value: Value | undefined): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

import { isBasicExpression } from '@actions/workflow-parser'
import type { Scope } from '../expressions/evaluate.js'
import { EvaluationError } from '../expressions/evaluation-error.js'
import { evaluateTemplate, textsOf } from '../expressions/template.js'
import type { Call, CallInterface, InputDefinition } from '../file/workflow.js'
import { toText, type Value, type Values } from '../value.js'

/** What is wrong with a call before anything runs, in GitHub's words. */
export function complaintsAboutCall(call: Call, has: CallInterface): readonly string[] {
  const inputs = entriesOf(call.inputs)
  const secrets = entriesOf(call.secrets)
  return [
    ...unknown('input', inputs.keys(), has.inputs),
    ...unknown('secret', secrets.keys(), has.secrets),
    ...missing('Input', inputs, has.inputs),
    ...(call.inheritsSecrets ? [] : missing('Secret', secrets, has.secrets)),
    ...[...inputs].flatMap(([name, token]) => {
      const definition = has.inputs.get(name)
      if (definition === undefined || isBasicExpression(token)) return []
      return complaintAboutValue(name, definition, evaluateTemplate(token, { contexts: {} }))
    }),
  ]
}

/** The called workflow's `inputs`: what is given, else the default, else the type's empty value. */
export function inputsOf(call: Call, has: CallInterface, scope: Scope): Values {
  const given = entriesOf(call.inputs)
  return Object.fromEntries(
    [...has.inputs].map(([name, definition]) => {
      const token = given.get(name) ?? definition.default
      const value = token === undefined ? empty[definition.type] : evaluateTemplate(token, scope)
      const [complaint] = complaintAboutValue(name, definition, value)
      if (complaint !== undefined) throw new EvaluationError(complaint)
      return [name, definition.type === 'string' ? toText(value) : value]
    }),
  )
}

export const secretsOf = (
  call: Call,
  scope: Scope,
  all: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => (call.inheritsSecrets ? all : textsOf(call.secrets, scope))

const empty = { string: '', number: 0, boolean: false } as const satisfies Record<
  InputDefinition['type'],
  Value
>

/** A text takes any scalar. Nothing else is converted. */
const complaintAboutValue = (name: string, { type }: InputDefinition, value: Value): readonly string[] =>
  (type === 'string' ? typeof value !== 'object' || value === null : typeof value === type)
    ? []
    : [`input ${name}: Unexpected value '${typeof value === 'object' ? JSON.stringify(value) : value}'`]

type Tokens = ReturnType<typeof entriesOf>

const entriesOf = (mapping: Call['inputs']) =>
  new Map([...(mapping ?? [])].map(({ key, value }) => [key.toString(), value] as const))

const unknown = (
  kind: string,
  given: Iterable<string>,
  has: ReadonlyMap<string, unknown>,
): readonly string[] =>
  [...given]
    .filter((name) => !has.has(name))
    .map((name) => `Invalid ${kind}, ${name} is not defined in the referenced workflow.`)

const missing = (
  kind: string,
  given: Tokens,
  has: ReadonlyMap<string, { readonly required: boolean }>,
): readonly string[] =>
  [...has]
    .filter(([name, { required }]) => required && !given.has(name))
    .map(([name]) => `${kind} ${name} is required, but not provided while calling.`)

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

/** GitHub's published description of its REST API, as far as tests read it. */
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: {
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>
    readonly parameters: Readonly<Record<string, ParameterObject>>
    readonly responses: Readonly<Record<string, ResponseObject>>
  }
}

export interface OperationObject {
  readonly parameters?: readonly (ParameterObject | Reference)[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>
}

export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: { readonly type: string }
}

export interface ResponseObject {
  readonly content?: Content
}

interface Reference {
  readonly $ref: string
}

type Content = Readonly<Record<string, { readonly schema: object }>>

const file = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json')
const api = JSON.parse(readFileSync(file, 'utf8')) as OpenApi

const schemaId = 'api.github.com'
const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false })
formats.default(ajv)
ajv.addSchema({ $id: schemaId, components: api.components })

export function describedOperation(method: string, path: string): OperationObject {
  const operation = api.paths[path]?.[method]
  if (!operation) throw new Error(`GitHub's description has no ${method} ${path}`)
  return operation
}

export const describedParameters = (operation: OperationObject): readonly ParameterObject[] =>
  (operation.parameters ?? []).map((parameter) =>
    '$ref' in parameter ? lookUp(api.components.parameters, parameter) : parameter,
  )

/** The answer that is described for a status; errors that an operation does not name have GitHub's common form. */
export function describedAnswer(operation: OperationObject, status: number): ResponseObject | undefined {
  const named = operation.responses[String(status)]
  if (named) return '$ref' in named ? lookUp(api.components.responses, named) : named
  return status >= 400 ? commonError : undefined
}

const commonError: ResponseObject = {
  content: { 'application/json': { schema: { $ref: '#/components/schemas/basic-error' } } },
}

export const example = <Shape>(name: string): Shape =>
  structuredClone(api.components.examples[name]?.value) as Shape

/** Compiled on demand: the description is large and a test needs little of it. */
export function complaints(schema: object, value: unknown): readonly string[] {
  const validate = compiled(schema)
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
}

const validators = new Map<string, ValidateFunction>()

function compiled(schema: object): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/components/', `"${schemaId}#/components/`)
  const known = validators.get(text) ?? ajv.compile(JSON.parse(text))
  validators.set(text, known)
  return known
}

function lookUp<Found>(table: Readonly<Record<string, Found>>, { $ref }: Reference): Found {
  const found = table[$ref.slice($ref.lastIndexOf('/') + 1)]
  if (!found) throw new Error(`GitHub's description has no ${$ref}`)
  return found
}

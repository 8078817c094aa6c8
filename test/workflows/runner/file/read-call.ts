import { isMapping, isSequence, isString } from '@actions/workflow-parser'
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { type CallInterface, type InputDefinition, InvalidWorkflow } from './workflow.js'

export function readEvents(on: TemplateToken): readonly string[] {
  if (isString(on)) return [on.value]
  if (isSequence(on)) return [...on].map(String)
  return isMapping(on) ? [...on].map(({ key }) => key.toString()) : []
}

/** Nothing where the workflow cannot be called. */
export function readCallInterface(on: TemplateToken): CallInterface | undefined {
  if (!readEvents(on).includes('workflow_call')) return undefined
  const call = isMapping(on) ? on.find('workflow_call') : undefined
  const section = (name: string) =>
    entries(call !== undefined && isMapping(call) ? call.find(name) : undefined)
  return {
    inputs: new Map(section('inputs').map(([name, token]) => [name, readInput(name, token)])),
    secrets: new Map(section('secrets').map(([name, token]) => [name, { required: isRequired(token) }])),
    outputs: new Map(section('outputs').map(([name, token]) => [name, readOutput(name, token)])),
  }
}

function readInput(name: string, token: TemplateToken): InputDefinition {
  const type = property(token, 'type')?.toString()
  if (type !== 'string' && type !== 'number' && type !== 'boolean')
    throw new InvalidWorkflow(`input ${name}: ${type} is no type of an input`)
  const given = property(token, 'default')
  return { type, required: isRequired(token), ...(given && { default: given }) }
}

function readOutput(name: string, token: TemplateToken): TemplateToken {
  const value = property(token, 'value')
  if (value === undefined) throw new InvalidWorkflow(`output ${name} has no value`)
  return value
}

const isRequired = (token: TemplateToken): boolean => property(token, 'required')?.toString() === 'true'

const property = (token: TemplateToken, name: string): TemplateToken | undefined =>
  isMapping(token) ? token.find(name) : undefined

const entries = (token: TemplateToken | undefined): readonly (readonly [string, TemplateToken])[] =>
  token !== undefined && isMapping(token)
    ? [...(token as MappingToken)].map(({ key, value }) => [key.toString(), value] as const)
    : []

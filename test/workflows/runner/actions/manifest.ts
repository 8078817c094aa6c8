import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NoOperationTraceWriter } from '@actions/workflow-parser'
import { parseAction } from '@actions/workflow-parser/actions/action-parser'
import {
  BasicExpressionToken,
  type MappingToken,
  type TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index'
import { InvalidWorkflow } from '../file/workflow.js'

/** An action's own description of itself, as far as the runner needs it. */
export interface Manifest {
  readonly using: string
  readonly main: string
  readonly post?: { readonly entry: string; readonly condition: BasicExpressionToken }
  /** With their defaults, which may hold expressions. */
  readonly inputs: ReadonlyMap<string, TemplateToken | undefined>
}

export function readManifest(folder: string): Manifest {
  const file = { name: 'action.yml', content: readFileSync(join(folder, 'action.yml'), 'utf8') }
  const { value, context } = parseAction(file, new NoOperationTraceWriter())
  const complaints = context.errors.getErrors().map(({ message }) => message)
  if (value === undefined || complaints.length > 0) throw new InvalidWorkflow(complaints.join('\n'))
  const root = value.assertMapping('action')
  const runs = root.find('runs')?.assertMapping('runs')
  const inputs = [...(root.find('inputs')?.assertMapping('inputs') ?? [])]
  const post = runs?.find('post')?.toString()
  return {
    using: runs?.find('using')?.toString() ?? '',
    main: runs?.find('main')?.toString() ?? '',
    ...(runs && post !== undefined && { post: { entry: post, condition: postCondition(runs) } }),
    inputs: new Map(
      inputs.map(({ key, value: input }) => [key.toString(), input.assertMapping('input').find('default')]),
    ),
  }
}

function postCondition(runs: MappingToken): BasicExpressionToken {
  const token = runs.find('post-if')
  const text = token?.toString() ?? 'always()'
  return new BasicExpressionToken(undefined, undefined, text, token?.definitionInfo, undefined, undefined)
}

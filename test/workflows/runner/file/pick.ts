import { isMapping } from '@actions/workflow-parser'
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import type { StepDefaults } from './workflow.js'

/** One property of a mapping under our own name for it, or nothing. */
export function pick<Name extends string, Read>(
  from: MappingToken,
  property: string,
  name: Name,
  read: (token: TemplateToken) => Read,
): { [key in Name]?: Read } {
  const token = from.find(property)
  return (token === undefined ? {} : { [name]: read(token) }) as { [key in Name]?: Read }
}

export const asMapping = (token: TemplateToken): MappingToken => token.assertMapping('a mapping')

export function readDefaults(token: TemplateToken): StepDefaults {
  const run = isMapping(token) ? token.find('run') : undefined
  if (run === undefined || !isMapping(run)) return {}
  return {
    ...pick(run, 'shell', 'shell', (shell) => shell),
    ...pick(run, 'working-directory', 'workingDirectory', (folder) => folder),
  }
}

import { access, constants, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReadContext } from '../../core/plan/find-changes.js'
import type { ContextInput } from '../../core/plan/inputs-of-service.js'
import { type IgnoreRules, readIgnoreRules } from '../../docker/build/context/ignore-rules.js'
import { readIgnoreText } from '../../docker/build/context-entries.js'
import { exists } from '../../files/config-file.js'

/** How each context is filtered now. What cannot be read, or has an ignore file that is none, is left out. */
export async function readContexts(
  top: string,
  inputs: readonly ContextInput[],
): Promise<(input: ContextInput) => ReadContext | undefined> {
  const rulesByText = new Map<string, IgnoreRules>()
  const rulesOf = (text: string): IgnoreRules => {
    const rules = rulesByText.get(text) ?? readIgnoreRules(text)
    rulesByText.set(text, rules)
    return rules
  }
  const read = new Map<string, ReadContext>()
  const open = new Map(inputs.map((input) => [keyOf(input), input]))
  await Promise.all(
    [...open].map(async ([key, { context, dockerfile }]) => {
      try {
        const folder = await realpath(join(top, context))
        if (!(await stat(folder)).isDirectory()) return
        await access(folder, constants.R_OK | constants.X_OK)
        const file = join(top, dockerfile)
        const text = (await readIgnoreText(folder, file)) ?? ''
        const hasOwnIgnoreFile = await exists(`${file}.dockerignore`)
        read.set(key, { key: JSON.stringify([folder, text]), hasOwnIgnoreFile, rules: rulesOf(text) })
      } catch {
        // Told as unreadable by its absence.
      }
    }),
  )
  return (input) => read.get(keyOf(input))
}

const keyOf = ({ context, dockerfile }: ContextInput): string => JSON.stringify([context, dockerfile])

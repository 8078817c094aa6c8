import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../core/domain/errors.js'
import type { PlanDocument } from '../core/domain/plan.js'
import { parsePlan } from '../core/record/parse-plan.js'
import { parseJson } from '../files/parse-json.js'

/** The plan in a file, as `plan --json` wrote it. */
export async function readPlan(cwd: string, file: string): Promise<PlanDocument> {
  const parsed = parsePlan(await readJson(resolve(cwd, file), file))
  if (parsed.outcome === 'parsed') return parsed.plan
  const where = parsed.path === '' ? '' : `${parsed.path}: `
  throw new UsageError(`${file} is not a plan that can be used: ${where}${parsed.message}`)
}

async function readJson(path: string, file: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new UsageError(`cannot read the plan ${file}: ${whyUnread(cause)}`, { cause })
  }
}

function whyUnread(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  if (cause instanceof SyntaxError) return 'it is not JSON'
  return cause instanceof Error ? cause.message : String(cause)
}

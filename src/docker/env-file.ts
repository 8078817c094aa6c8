import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseEnvFile } from '../core/domain/env-file.js'
import { UsageError } from '../core/domain/errors.js'
import type { Env } from './connect.js'

export async function readEnvFile(path: string, cwd: string, env: Env): Promise<Record<string, string>> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch((cause: unknown) => {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const why = isAbsent ? 'it is not there' : cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`cannot read env-file ${path}: ${why}`, { cause })
  })
  return parseEnvFile(text, path, env)
}

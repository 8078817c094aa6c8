import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { RunOptions } from '../core/domain/config.js'
import { parseEnvFile } from '../core/domain/env-file.js'
import { UsageError } from '../core/domain/errors.js'

type Env = Readonly<Record<string, string | undefined>>

/**
 * What a program cannot do without, and no more: a container gets nothing of the runner's environment either, and a
 * runner's holds tokens. LD_LIBRARY_PATH is where setup actions put the libraries of the interpreters they install.
 */
const basics = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
])

const isBasic = (name: string): boolean => basics.has(name) || name.startsWith('LC_')

/** The basics, then the env file, then the config's own: what is nearer wins. */
export async function processEnvironment(
  { envFile, env }: Pick<RunOptions, 'envFile' | 'env'>,
  cwd: string,
  runner: Env,
): Promise<Record<string, string>> {
  const passed = Object.entries(runner).filter(
    (entry): entry is [string, string] => isBasic(entry[0]) && entry[1] !== undefined,
  )
  const ofFile = envFile === undefined ? {} : await readEnvFile(envFile, cwd, runner)
  return { ...Object.fromEntries(passed), ...ofFile, ...env }
}

async function readEnvFile(path: string, cwd: string, runner: Env): Promise<Record<string, string>> {
  const text = await readFile(resolve(cwd, path), 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read env-file ${path}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  })
  return parseEnvFile(text, path, runner)
}

import { access, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '../core/domain/errors.js'

export const configNames = ['.github/container-migrate.yml', '.github/container-migrate.yaml'] as const

export interface ConfigText {
  /** As the user would write it. */
  readonly file: string
  readonly text: string
}

/** The file named, else one of the places where it is looked for, else undefined. */
export async function readConfigText(
  cwd: string,
  named: string | undefined,
): Promise<ConfigText | undefined> {
  if (named !== undefined) return { file: named, text: await read(resolve(cwd, named), named) }
  for (const file of configNames) {
    const path = join(cwd, file)
    if (await exists(path)) return { file, text: await read(path, file) }
  }
  return undefined
}

async function read(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const why =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'there is no such file' : cause
    throw new UsageError(`cannot read the config ${file}: ${why instanceof Error ? why.message : why}`, {
      cause,
    })
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

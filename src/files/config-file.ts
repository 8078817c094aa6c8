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
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`cannot read the config ${file}: ${whyUnread(cause)}`, { cause })
  })
  // No YAML holds a zero byte; an image or an archive named by mistake does, and a parser would complain of each line.
  if (bytes.includes(0)) throw new UsageError(`cannot read the config ${file}: it is not a text file`)
  return bytes.toString('utf8')
}

function whyUnread(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  return cause instanceof Error ? cause.message : String(cause)
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

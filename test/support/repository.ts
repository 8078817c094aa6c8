import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Repository {
  readonly folder: string
  [Symbol.asyncDispose](): Promise<void>
}

/** A folder with these files, gone when the test ends. */
export async function makeRepository(files: Readonly<Record<string, string>>): Promise<Repository> {
  const folder = await mkdtemp(join(tmpdir(), 'container-migrate-test-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return {
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

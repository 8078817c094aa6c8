import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A fresh machine's folders, laid out as the runner lays them out. */
export interface Folders {
  readonly workspace: string
  readonly temp: string
  readonly tools: string
  readonly home: string
  /** What actions are told by and answer in. */
  readonly commands: string
}

export async function makeFolders(root: string, repository: string): Promise<Folders> {
  const name = repository.split('/')[1] ?? repository
  const temp = join(root, 'work', '_temp')
  const folders = {
    workspace: join(root, 'work', name, name),
    temp,
    tools: join(root, 'tools'),
    home: join(root, 'home'),
    commands: join(temp, '_runner_file_commands'),
  }
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true })
  return folders
}

import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { projectEnv } from '../project-env.mjs'

/** The node binaries a command of this project may meet: our own, then the machine's; one where they are the same. */
export const findNodes = () => {
  const candidates = projectEnv()
    .PATH.split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'node'))
    .filter(existsSync)
  // npm puts our own folder on the PATH a second time.
  return [...new Set([...candidates, process.execPath].map((path) => realpathSync(path)))].slice(0, 2)
}

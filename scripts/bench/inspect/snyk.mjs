// snyk-docker-plugin, installed into a folder of its own, in a process of its own.
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../../engine/run.mjs'

const driver = fileURLToPath(new URL('snyk-driver.mjs', import.meta.url))

/** The driver's path, ready to run. */
export const installSnyk = async (folder, log) => {
  log('inspect: installing snyk-docker-plugin into a folder of its own')
  const manifest = { name: 'rival', private: true, overrides: { shescape: '2.1.12' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', 'snyk-docker-plugin'], {
    cwd: folder,
  })
  const inFolder = join(folder, 'driver.mjs')
  copyFileSync(driver, inFolder)
  return inFolder
}

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { leftovers } from '../../support/leftovers.js'
import { runCli } from '../../support/run-cli.js'
import type { Hub } from '../runner/hub/hub.js'

/** What the run ids that jobs told the runner have left on these engines. */
export async function leftBehind(hub: Hub, hosts: readonly string[]): Promise<readonly string[]> {
  const ids = runIds(join(hub.folder, 'runs'))
  const found = await Promise.all(hosts.flatMap((host) => ids.map((id) => leftovers(host, id))))
  return found.flat()
}

/** A machine that is lost takes its containers with it; here they lie on an engine that stays. */
export async function removeWhatLostMachinesLeft(hub: Hub, hosts: readonly string[]): Promise<void> {
  for (const id of runIds(join(hub.folder, 'runs')))
    for (const host of hosts)
      if ((await leftovers(host, id)).length > 0) await runCli(['clean', id], { cwd: hub.folder, host })
}

function runIds(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /_runner_file_commands\/state_\d+$/.test(path))
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).size > 0)
  const told = files.flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(/^run-id<<(\S+)\n(.*)\n\1$/gm),
  ])
  return [...new Set(told.map(([, , id = '']) => id))]
}

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Discovery, discoverPairs, exposedPort } from '../core/config/discover.js'
import { healthPath } from '../core/init/health-path.js'
import { listFiles } from '../files/list-files.js'

export interface DiscoveredRepository {
  readonly discovery: Discovery
  /** The ports that the Dockerfiles expose, by their paths. */
  readonly ports: Readonly<Record<string, number>>
  /** The paths that their health checks ask for. */
  readonly healthPaths: Readonly<Record<string, string>>
}

/** What lies in a folder that could be compared. */
export async function discoverRepository(cwd: string): Promise<DiscoveredRepository> {
  const discovery = discoverPairs(await listFiles(cwd))
  const ports: Record<string, number> = {}
  const healthPaths: Record<string, string> = {}
  for (const path of discovery.pairs.flatMap(({ baseline, candidate }) => [baseline, candidate])) {
    const dockerfile = await readFile(resolve(cwd, path), 'utf8').catch(() => '')
    const [port, health] = [exposedPort(dockerfile), healthPath(dockerfile)]
    if (port !== undefined) ports[path] = port
    if (health !== undefined) healthPaths[path] = health
  }
  return { discovery, ports, healthPaths }
}

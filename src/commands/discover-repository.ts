import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Discovery, discoverPairs, exposedPort } from '../core/config/discover.js'
import { listFiles } from '../files/list-files.js'

export interface DiscoveredRepository {
  readonly discovery: Discovery
  /** The ports that the Dockerfiles expose, by their paths. */
  readonly ports: Readonly<Record<string, number>>
}

/** What lies in a folder that could be compared. */
export async function discoverRepository(cwd: string): Promise<DiscoveredRepository> {
  const discovery = discoverPairs(await listFiles(cwd))
  const ports: Record<string, number> = {}
  for (const path of discovery.pairs.flatMap(({ baseline, candidate }) => [baseline, candidate])) {
    const port = exposedPort(await readFile(resolve(cwd, path), 'utf8').catch(() => ''))
    if (port !== undefined) ports[path] = port
  }
  return { discovery, ports }
}

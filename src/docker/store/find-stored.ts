import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredImage, StoredLayer } from '../../core/domain/engine-image.js'
import type { Store } from './find-store.js'
import { type LayerPlace, measureTar, readAllOfTar, readSomeOfTar } from './layer-tar.js'

const SHA256 = /^sha256:[0-9a-f]{64}$/

/**
 * An image in a store that this machine can read, as root as a rule. Its id is the digest of its config, which names its
 * layers by theirs: so it does not matter whose store it is. Rejects, or finds none, where anything is not as expected.
 */
export async function findStored(store: Store, id: string): Promise<StoredImage | undefined> {
  if (!SHA256.test(id)) return undefined
  const config = await readFile(join(store.about, 'imagedb/content', ...id.split(':')))
  if (digestOf(config) !== id) return undefined
  const { rootfs } = JSON.parse(config.toString('utf8')) as { rootfs?: { diff_ids?: unknown } }
  const diffIds: unknown = rootfs?.diff_ids
  if (!Array.isArray(diffIds) || !diffIds.every((one) => SHA256.test(String(one)))) return undefined
  const chains = chainIds(diffIds)
  const layers = await Promise.all(diffIds.map((diffId, at) => findLayer(store, diffId, chains[at] ?? '')))
  return { config, layers }
}

/** As the engine names what a layer and all below it come to. */
function chainIds(diffIds: readonly string[]): readonly string[] {
  const chains: string[] = []
  for (const diffId of diffIds) {
    const below = chains.at(-1)
    chains.push(below === undefined ? diffId : digestOf(`${below} ${diffId}`))
  }
  return chains
}

async function findLayer(store: Store, diffId: string, chain: string): Promise<StoredLayer> {
  const about = join(store.about, 'layerdb', ...chain.split(':'))
  const [named, cache = ''] = await Promise.all(
    ['diff', 'cache-id'].map((name) => readFile(join(about, name), 'utf8')),
  )
  if (named !== diffId || !/^[\w-]+$/.test(cache)) throw new Error(`${about} is about another layer`)
  const place: LayerPlace = {
    tarSplit: join(about, 'tar-split.json.gz'),
    folder: join(store.layers, cache, 'diff'),
  }
  await Promise.all([
    access(place.folder, constants.R_OK | constants.X_OK),
    access(place.tarSplit, constants.R_OK),
  ])
  return {
    diffId,
    measure: (signal) => measureTar(place, signal),
    readAll: (signal) => readAllOfTar(place, signal),
    readSome: (signal) => readSomeOfTar(place, signal),
  }
}

const digestOf = (content: Buffer | string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`

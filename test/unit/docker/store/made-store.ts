import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { EngineImage } from '../../../../src/core/domain/engine-image.js'
import type { Store } from '../../../../src/docker/store/find-store.js'
import { findStored } from '../../../../src/docker/store/find-stored.js'
import { makeTarWalk } from '../../../../src/image/tar.js'
import { configOf, imageId, ociMembers, streamOf, type TestImage, tarOf } from '../../image/archives.js'

export interface MadeStore {
  readonly store: Store
  readonly id: string
  /** Where the parts of a layer lie. */
  readonly layers: readonly { readonly about: string; readonly folder: string }[]
  /** The image as the product opens it; the archive is what an engine would export. */
  image(): EngineImage & { readonly opened: () => number }
}

/** Puts an image down as the classic store's overlay driver keeps it. */
export async function makeStore(root: string, image: TestImage): Promise<MadeStore> {
  const store = { about: join(root, 'image/overlay2'), layers: join(root, 'overlay2') }
  const id = imageId(image)
  await write(join(store.about, 'imagedb/content', ...id.split(':')), configOf(image))
  const layers: { about: string; folder: string }[] = []
  let chain: string | undefined
  for (const [at, tar] of image.layers.entries()) {
    const diffId = digestOf(tar)
    chain = chain === undefined ? diffId : digestOf(`${chain} ${diffId}`)
    const about = join(store.about, 'layerdb', ...chain.split(':'))
    const folder = join(store.layers, `cache-${at}`, 'diff')
    await mkdir(folder, { recursive: true })
    await write(join(about, 'diff'), diffId)
    await write(join(about, 'cache-id'), `cache-${at}`)
    await write(join(about, 'tar-split.json.gz'), gzipSync(await splitTar(tar, folder)))
    layers.push({ about, folder })
  }
  return {
    store,
    id,
    layers,
    image() {
      let opened = 0
      return {
        id,
        errored: null,
        findStored: () => findStored(store, id).catch(() => undefined),
        async openArchive() {
          opened++
          return streamOf(await tarOf(ociMembers(image)))
        },
        opened: () => opened,
      }
    },
  }
}

/** A layer's tar as lines: what is no file's content as it is, files by their names; their content goes to the folder. */
async function splitTar(tar: Buffer, folder: string): Promise<string> {
  const lines: object[] = []
  let from = 0
  for (const event of makeTarWalk().feed(tar)) {
    if (event.kind !== 'entry' || event.entry.type !== 'file') continue
    const { path, storedBytes } = event.entry
    lines.push({ type: 2, payload: tar.toString('base64', from, event.bodyAt), position: lines.length })
    const payload = storedBytes > 0 ? 'AAAAAAAAAAA=' : null
    lines.push({
      type: 1,
      name: path,
      ...(storedBytes > 0 && { size: storedBytes }),
      payload,
      position: lines.length,
    })
    from = event.bodyAt + storedBytes
    await write(join(folder, path), tar.subarray(event.bodyAt, from))
  }
  lines.push({ type: 2, payload: tar.toString('base64', from), position: lines.length })
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

async function write(path: string, content: Buffer | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}

const digestOf = (content: Buffer | string): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`

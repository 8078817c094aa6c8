import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTravelled } from '../../../src/commands/read-travelled.js'
import { UsageError } from '../../../src/core/domain/errors.js'
import type { PlanDocument, TravellingImage } from '../../../src/core/domain/plan.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { sha256 } from '../image/archives.js'

const digestOf = (text: string): string => `sha256:${sha256(Buffer.from(text))}`

const plan: PlanDocument = {
  planVersion: 1,
  tool: { name: 'container-migrate', version: '0' },
  id: digestOf('plan'),
  config: { version: 1, origin: 'file', assumptions: [], services: [] },
  scope: { by: 'all' },
  unchanged: [],
  travel: { by: 'archive' },
  builds: [
    { number: 1, services: ['api'], estimateMs: 1 },
    { number: 2, services: ['web', 'worker'], estimateMs: 1 },
  ],
  shards: [],
}

const imageOf = (service: string, role: Role = 'candidate', made = service): TravellingImage => ({
  ref: { service, role, revision: 'head' },
  configDigest: digestOf(`${made} config`),
  diffIds: [digestOf(`${made} layer`)],
  platform: 'linux/amd64',
  manifestDigest: digestOf(`${made} manifest`),
})

const sent = (...images: unknown[]) => JSON.stringify({ imagesVersion: 1, plan: plan.id, images })

async function folderOf(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'container-migrate-travelled-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

describe('images that build shards sent', () => {
  it('tell of a variant that cannot be made why there is none', async () => {
    const { ref } = imageOf('api')
    const document = { imagesVersion: 1, plan: plan.id, images: [], unmade: [{ ref, reason: 'build-error' }] }
    await using one = await folderOf({ 'images.json': JSON.stringify(document) })
    const { unmade } = await readTravelled(one.folder, plan)
    expect([...(unmade ?? [])]).toEqual([['api/candidate@head', 'build-error']])
  })

  it('are read from one folder, and from a folder of such folders', async () => {
    await using one = await folderOf({ 'images.json': sent(imageOf('api')) })
    expect([...(await readTravelled(one.folder, plan)).images.keys()]).toEqual(['api/candidate@head'])
    await using many = await folderOf({
      'images-2/images.json': sent(imageOf('web'), imageOf('web', 'baseline')),
      'images-1/images.json': sent(imageOf('api')),
      'plan/plan.json': '{}',
      'a file': 'of somebody else',
    })
    const { images, senders } = await readTravelled(many.folder, plan)
    expect([...images.keys()].sort()).toEqual([
      'api/candidate@head',
      'web/baseline@head',
      'web/candidate@head',
    ])
    expect([...senders]).toEqual([
      ['api', 1],
      ['web', 2],
      ['worker', 2],
    ])
  })

  it('may be given twice where both are the same', async () => {
    const files = { 'a/images.json': sent(imageOf('api')), 'b/images.json': sent(imageOf('api')) }
    await using twice = await folderOf(files)
    expect((await readTravelled(twice.folder, plan)).images.size).toBe(1)
  })

  it('that are none are none, and the plan still says who was to send them', async () => {
    await using empty = await folderOf({})
    for (const folder of [undefined, empty.folder, join(empty.folder, 'absent')]) {
      const { images, senders } = await readTravelled(folder, plan)
      expect([images.size, senders.size]).toEqual([0, 3])
    }
  })

  const hostile = '../../etc/passwd'
  it.each([
    [
      'of another plan',
      sent(imageOf('api')).replace(plan.id, digestOf('other')),
      /of another plan: give the/,
    ],
    ['cut off', sent(imageOf('api')).slice(0, 200), /cannot read .*images\.json: /],
    ['of another kind', '[]', /is not what a build shard writes/],
    ['of another version', sent().replace('1', '2'), /imagesVersion/],
    [
      'with a digest that is a path',
      sent({ ...imageOf('api'), manifestDigest: `sha256:${hostile}` }),
      /manifestDigest: not a sha256 digest/,
    ],
    [
      'with a layer that is a path',
      sent({ ...imageOf('api'), diffIds: [hostile] }),
      /diffIds\.0: not a sha256 digest/,
    ],
    [
      'with a name to pull that has no digest',
      sent({ ...imageOf('api'), pull: 'ghcr.io/org/images:latest' }),
      /pull: not a name by digest/,
    ],
    ['with one variant twice', sent(imageOf('api'), imageOf('api')), /images: one of them twice/],
  ])('%s are refused', async (_, text, says) => {
    await using images = await folderOf({ 'images-1/images.json': text })
    const refused = await readTravelled(images.folder, plan).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(UsageError)
    expect((refused as Error).message).toMatch(says)
    expect((refused as Error).message).toContain(images.folder)
  })

  it('of one variant that differ are refused, with both places', async () => {
    await using images = await folderOf({
      'attempt-1/images.json': sent(imageOf('api')),
      'attempt-2/images.json': sent(imageOf('api', 'candidate', 'another')),
    })
    await expect(readTravelled(images.folder, plan)).rejects.toThrow(
      /attempt-1 and .*attempt-2 hold two different images of api\/candidate@head/,
    )
  })

  it('in a place that is no folder are refused', async () => {
    await using images = await folderOf({ file: '' })
    await expect(readTravelled(join(images.folder, 'file'), plan)).rejects.toThrow(UsageError)
  })
})

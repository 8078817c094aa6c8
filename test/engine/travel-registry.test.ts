import { beforeAll, describe, expect, it } from 'vitest'
import { whyNoRegistry } from '../../scripts/engine/registry.mjs'
import { readTravelled } from '../../src/commands/read-travelled.js'
import type { TravellingImage } from '../../src/core/domain/plan.js'
import { mainEngine } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import {
  emptyFolder,
  machine,
  outcomesOf,
  ownRegistry,
  planOf,
  travelConfig,
  travelFiles,
} from './travel-workshop.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

describe('a registry', () => {
  const travelTo = (address: string) => ({ by: 'registry' as const, repository: `${address}/team/images` })
  const oneImage = (address: string) => planOf(travelConfig('image: "local/musl:1"'), travelTo(address))

  it.skipIf(whyNoRegistry() !== undefined)(
    'that asks who one is takes images from those who are logged in, and tells the others what to do',
    async () => {
      // The password is `wander`.
      const users = 'travel:$2b$04$.KGTPoN.aaGs8riBpJUjveUrkOYO4iW0JHTTVcHf0fY.LVDt0D5J.\n'
      await using registry = await ownRegistry({ users })
      await using repository = await makeRepository(travelFiles)
      const plan = planOf(travelConfig(), travelTo(registry.address))
      const cwd = repository.folder
      const sendAs = async (login: string | undefined, images: string) => {
        const auths = login ? { [registry.address]: { auth: Buffer.from(login).toString('base64') } } : {}
        await using home = await makeRepository({ 'config.json': JSON.stringify({ auths }) })
        const env = { ...process.env, DOCKER_CONFIG: home.folder }
        {
          await using builder = machine({ host, plan, cwd, env })
          const { sent } = await builder.send(images)
          if (sent.some(({ outcome }) => outcome === 'failed')) return { sent, facts: [] }
        }
        await using measurer = machine({ host, plan, cwd, env })
        return { sent: [], facts: (await measurer.prepare(await readTravelled(images, plan))).facts }
      }
      for (const login of [undefined, 'travel:astray']) {
        await using images = await emptyFolder()
        const { sent } = await sendAs(login, images.folder)
        expect(sent).toMatchObject([
          {
            failure: {
              reason: 'shard-lost',
              message: expect.stringMatching(/cannot push to .*docker login/),
            },
          },
          { failure: { reason: 'shard-lost' } },
        ])
        expect((await readTravelled(images.folder, plan)).images.size).toBe(0)
      }
      await using images = await emptyFolder()
      expect(outcomesOf((await sendAs('travel:wander', images.folder)).facts)).toEqual(['pulled', 'pulled'])
      const lost = machine({ host, plan, cwd, env: { ...process.env, DOCKER_CONFIG: cwd } })
      await using _ = lost
      const { facts } = await lost.prepare(await readTravelled(images.folder, plan))
      expect(facts).toMatchObject([
        {
          outcome: 'failed',
          failure: { reason: 'shard-lost', message: expect.stringContaining('may pull') },
        },
        { outcome: 'failed' },
      ])
    },
  )

  it('that cannot be reached is the machine’s failure, when images are sent and when they are taken', async () => {
    await using repository = await makeRepository(travelFiles)
    await using images = await emptyFolder()
    const plan = oneImage('127.0.0.1:9')
    await using builder = machine({ host, plan, cwd: repository.folder })
    const { sent } = await builder.send(images.folder)
    expect(sent).toMatchObject([
      { failure: { reason: 'registry-unreachable', message: expect.stringContaining('127.0.0.1:9') } },
      { failure: { reason: 'registry-unreachable' } },
    ])
    const away = { ...imageAway, pull: `127.0.0.1:9/team/images@${imageAway.manifestDigest}` }
    const key = 'api/baseline@head'
    const { facts } = await builder.prepare({
      images: new Map([[key, { image: away }]]),
      senders: new Map([['api', 1]]),
    })
    expect(facts[0]).toMatchObject({ failure: { reason: 'registry-unreachable' } })
  })
})

const imageAway: TravellingImage = {
  ref: { service: 'api', role: 'baseline', revision: 'head' },
  configDigest: `sha256:${'a'.repeat(64)}`,
  diffIds: [],
  platform: 'linux/amd64',
  manifestDigest: `sha256:${'b'.repeat(64)}`,
}

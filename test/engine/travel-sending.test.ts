import { execFile } from 'node:child_process'
import { watch as fsWatch } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { readTravelled } from '../../src/commands/read-travelled.js'
import { mainEngine } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import { healthy } from '../support/services.js'
import { emptyFolder, machine, planOf, sentOf, travelConfig, travelFiles } from './travel-workshop.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const run = promisify(execFile)

describe('sending images', () => {
  it('that is cancelled in the middle of one leaves no half of it', async () => {
    await using repository = await makeRepository(travelFiles)
    await using images = await emptyFolder()
    const plan = planOf(travelConfig())
    await using builder = machine({ host, plan, cwd: repository.folder })
    const cancel = new AbortController()
    const blobs = join(images.folder, 'blobs', 'sha256')
    await mkdir(blobs, { recursive: true })
    const watch = fsWatch(blobs, (_, name) => {
      if (name?.endsWith('.draft')) cancel.abort()
    })
    const { sent } = await builder.send(images.folder, cancel.signal).finally(() => watch.close())
    expect(sent).toMatchObject([{ failure: { reason: 'cancelled' } }, { failure: { reason: 'cancelled' } }])
    expect((await readTravelled(images.folder, plan)).images.size).toBe(0)
    expect(await readdir(blobs)).toEqual([])
  })

  it('into a folder that holds those of the same plan adds to them, and refuses one of another', async () => {
    await using repository = await makeRepository(travelFiles)
    await using images = await emptyFolder()
    const [api, web] = [planOf(travelConfig()), planOf(travelConfig().replace('api:', 'web:'))]
    for (const plan of [api, web, api]) {
      await using builder = machine({ host, plan, cwd: repository.folder })
      expect(sentOf((await builder.send(images.folder)).sent)).toEqual(['sent', 'sent'])
    }
    expect([...(await readTravelled(images.folder, api)).images.keys()].sort()).toEqual([
      'api/baseline@head',
      'api/candidate@head',
      'web/baseline@head',
      'web/candidate@head',
    ])
    const other = planOf(travelConfig(), { by: 'archive' }, 'sha256:other')
    await using builder = machine({ host, plan: other, cwd: repository.folder })
    await expect(builder.send(images.folder)).rejects.toThrow(/is of another plan/)
  })

  it.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'to a disk that fills up says where, and leaves nothing that looks whole',
    async () => {
      await using repository = await makeRepository({
        ...travelFiles,
        Dockerfile: `${healthy()}RUN head -c 3000000 /dev/urandom > /www/large\n`,
      })
      await using images = await emptyFolder()
      await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', images.folder])
      try {
        const plan = planOf(travelConfig())
        await using builder = machine({ host, plan, cwd: repository.folder })
        const { sent } = await builder.send(images.folder)
        expect(sent[0]).toMatchObject({
          failure: { reason: 'disk-full', message: expect.stringContaining(images.folder) },
        })
        expect([...(await readTravelled(images.folder, plan)).images.keys()]).not.toContain(
          'api/baseline@head',
        )
        expect(
          (await readdir(join(images.folder, 'blobs', 'sha256'))).filter((name) => name.startsWith('.')),
        ).toEqual([])
      } finally {
        await run('umount', [images.folder])
      }
    },
  )
})

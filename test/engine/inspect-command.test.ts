import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import type { Inspection } from '../../src/core/domain/image/inspection.js'
import { mainEngine } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import { type CliRequest, runCli } from '../support/run-cli.js'
import { forwardSocket, ofUnknownStore } from '../support/socket-forwarder.js'
import { imageId, makeLayout, ociMembers, tarOf } from '../unit/image/archives.js'

const run = promisify(execFile)
const nowhere = 'unix:///nowhere/docker.sock'

let host: string
beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: ['local/musl:1', 'local/debian:bookworm'] })
})

const layer = await tarOf([{ name: 'app/main', content: 'hello' }])
const image = { layers: [layer] }
const archive = await tarOf(ociMembers(image))

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../schema/inspection.schema.json', import.meta.url), 'utf8'),
)
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema as object)

async function inspectJson(args: readonly string[], request: Partial<CliRequest> = {}): Promise<Inspection> {
  const { stdout, stderr, exitCode } = await runCli(['inspect', '--json', ...args], {
    cwd: '/',
    host: nowhere,
    ...request,
  })
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  const printed: unknown = JSON.parse(stdout)
  expect(validate(printed) ? [] : validate.errors).toEqual([])
  return printed as Inspection
}

const failed = async (args: readonly string[], request: Partial<CliRequest> = {}) => {
  const { exitCode, stderr, stdout } = await runCli(['inspect', ...args], {
    cwd: '/',
    host: nowhere,
    ...request,
  })
  return { exitCode, stderr, stdout }
}

const platform = (architecture: string) => ({ os: 'linux', architecture })

function twoPlatforms() {
  const layout = makeLayout()
  const manifests = ['amd64', 'arm64'].map((architecture) => ({
    ...layout.image({ ...image, platform: platform(architecture) }),
    platform: platform(architecture),
  }))
  return tarOf(layout.members([layout.index(manifests)]))
}

describe('inspect', () => {
  it('says the same of an image from the engine, its archive, that archive packed, a folder, and standard input', async () => {
    await using repository = await makeRepository({})
    const { folder } = repository
    const saved = join(folder, 'saved.tar')
    await run('docker', ['save', '--output', saved, 'local/musl:1'], {
      env: { ...process.env, DOCKER_HOST: host },
    })
    await run('sh', ['-c', 'gzip -1 <saved.tar >packed; mkdir laid; tar -xf saved.tar -C laid'], {
      cwd: folder,
    })
    const whole = await inspectJson(['local/musl:1'], { host })
    const input = readFileSync(saved)
    const others = [
      await inspectJson(['saved.tar'], { cwd: folder }),
      await inspectJson(['packed'], { cwd: folder }),
      await inspectJson(['./laid'], { cwd: folder }),
      await inspectJson(['-'], { input }),
      await inspectJson(['-'], { input: gzipSync(input, { level: 1 }) }),
    ]
    for (const other of others) expect({ ...other.image, name: '' }).toEqual({ ...whole.image, name: '' })
    expect(whole.image.insight.sizes.finalBytes).toBeGreaterThan(1_000_000)
  })

  it('holds two against each other, one of them from standard input, and prints what its schema says', async () => {
    const printed = await inspectJson(['local/musl:1', '--against', '-'], { host, input: archive })
    expect(printed.against).toMatchObject({ name: '-', id: imageId(image) })
    const found = await inspectJson(['local/debian:bookworm', '--against', 'local/musl:1'], { host })
    expect(found.image.insight.packages.length).toBeGreaterThan(50)
  })

  it('takes the platform that is asked for, and lists what there is where that one is not', async () => {
    const input = await twoPlatforms()
    const arm = await inspectJson(['-', '--platform', 'linux/arm64'], { input })
    expect(arm.image.platform).toBe('linux/arm64')
    const own = await inspectJson(['-'], { input })
    expect(own.image.platform).toBe(process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64')
    expect(await failed(['-', '--platform', 'linux/s390x'], { input })).toEqual({
      exitCode: 2,
      stderr:
        'container-migrate: -: the image cannot be read: there is none for linux/s390x; there is: linux/amd64, linux/arm64\n',
      stdout: '',
    })
  })

  it('reads a folder of an image name as the image, and a path never', async () => {
    await using repository = await makeRepository({})
    const { folder: cwd } = repository
    await mkdir(join(cwd, 'local'))
    await mkdir(join(cwd, 'local/musl:1'))
    expect((await inspectJson(['local/musl:1'], { cwd, host })).image.platform).toMatch(/^linux\//)
    const refused = await failed(['./local/musl:1'], { cwd, host })
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('holds no OCI layout') })
  })
})

describe('inspect says in one line what is wrong, and ends with 2, of', () => {
  it.each([
    [
      'an image that is nowhere',
      ['local/none:1'],
      'there is no image local/none:1 on the engine, and no file',
    ],
    ['a path that is nowhere', ['/none/web:1'], 'there is no file or folder /none/web:1'],
    ['a name that an engine answers with another address', ['a//b'], 'there is no image a//b on the engine'],
    [
      'a name that leads out of its place',
      ['x/../../info?'],
      'there is no image x/../../info? on the engine',
    ],
    ['a name that is empty', [''], 'the name of an image is empty'],
    ['standard input taken twice', ['-', '--against', '-'], 'standard input holds one image, not two'],
    ['a device', ['/dev/null'], 'is neither a file nor a folder'],
    ['no image at all', [], 'inspect takes an IMAGE'],
  ])('%s', async (_, args, message) => {
    const { exitCode, stderr } = await failed(args, { host })
    expect(stderr).toMatch(/^container-migrate: [^\n]+\n$/)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) })
  })

  it.each([
    ['something that is no archive', Buffer.from('hello '.repeat(500)), 'does not begin with a tar header'],
    ['nothing', Buffer.alloc(0), 'it is empty'],
    ['an archive that is cut off', archive.subarray(0, 2000), 'it is cut off'],
  ])('%s', async (_, input, message) => {
    const { exitCode, stderr } = await failed(['-'], { input })
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) })
  })

  it('a file that is none, whatever its name tries to do to a terminal', async () => {
    await using repository = await makeRepository({})
    const name = 'a\u001b[2J\n::error::b.tar'
    await writeFile(join(repository.folder, name), 'x'.repeat(2000))
    const { exitCode, stderr } = await failed([name], { cwd: repository.folder })
    expect(exitCode).toBe(2)
    expect(stderr).not.toContain('\u001b')
    expect(stderr).not.toMatch(/^::/m)
  })

  it('the other image while one can never be read to its end', async () => {
    const { exitCode, stderr } = await failed(['-', '--against', '/dev/null'], { input: 'open' })
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('/dev/null') })
  })
})

describe('inspect, where the engine', () => {
  it('is not there, ends with 3', async () => {
    const { exitCode, stderr } = await failed(['local/musl:1'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: expect.stringContaining('engine') })
  })

  it('goes away in the middle, says so and ends with 3', async () => {
    const forwarded: Awaited<ReturnType<typeof forwardSocket>> = await forwardSocket(
      host,
      (bytes) => {
        if (bytes > 5_000_000) forwarded.break()
      },
      ofUnknownStore,
    )
    await using _ = forwarded
    const { exitCode, stderr } = await failed(['local/debian:bookworm'], { host: forwarded.host })
    expect(stderr).toContain('the engine stopped while it exported local/debian:bookworm')
    expect(exitCode).toBe(3)
  })

  it('is interrupted by Ctrl-C, as while it waits for standard input, and ends with 130', async () => {
    let pid = 0
    await using forwarded = await forwardSocket(
      host,
      (bytes) => {
        if (bytes > 5_000_000 && pid > 0) process.kill(pid, 'SIGINT')
        if (bytes > 5_000_000) pid = 0
      },
      ofUnknownStore,
    )
    const onStart = (started: number) => {
      pid = started
    }
    const reading = await failed(['local/debian:bookworm', '--against', '-'], {
      host: forwarded.host,
      input: 'open',
      onStart,
    })
    expect(reading).toEqual({
      exitCode: 130,
      stderr: 'interrupted: nothing was created, nothing is left\n',
      stdout: '',
    })
  })
})

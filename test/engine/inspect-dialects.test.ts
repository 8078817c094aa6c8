import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import { openImageFile } from '../../src/files/open-image-file.js'
import { inspectImage } from '../../src/image/inspect-image.js'
import { extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'

const run = promisify(execFile)
const base = 'local/musl:1'

let folder: string
let host: string

beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: [base] })
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-dialects-'))
  await run('docker', ['save', '--output', join(folder, 'saved.tar'), base], {
    env: { ...process.env, DOCKER_HOST: host },
  })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

const sh = (script: string, env: Readonly<Record<string, string>> = {}) =>
  run('sh', ['-euc', script], { cwd: folder, env: { ...process.env, DOCKER_HOST: host, ...env } })

async function read(path: string) {
  const file = await openImageFile(join(folder, path))
  if (file.outcome !== 'opened') throw new Error(`${path} was not opened`)
  const inspected = await inspectImage(file.bytes, { defaultPlatform: `linux/${process.arch}` })
  if (inspected.outcome !== 'inspected') throw new Error(`${path}: ${inspected.failure.message}`)
  const { insight, contents, view } = inspected
  const { unpackedBytes, finalBytes, pullEstimated } = insight.sizes
  const layers = contents.image.layers.map((layer) => layer.diffId)
  return { unpackedBytes, finalBytes, layers, pullEstimated, view }
}

/** Whether a program is there and may do its work here; else why not. */
const missing = (program: string): Promise<string | undefined> =>
  run(program, ['--version']).then(
    () => undefined,
    () => `there is no ${program} here`,
  )

const plain = ({ unpackedBytes, finalBytes, layers }: Awaited<ReturnType<typeof read>>) => ({
  unpackedBytes,
  finalBytes,
  layers,
})

describe('an image that', () => {
  it.for([
    ['an OCI archive', 'oci-archive:skopeo.tar', 'skopeo.tar', false],
    ['an OCI layout', 'oci:skopeo-layout:one', 'skopeo-layout', false],
    ['a docker archive', 'docker-archive:skopeo-docker.tar:x:1', 'skopeo-docker.tar', true],
    [
      'an OCI archive in zstd',
      '--dest-compress-format zstd oci-archive:skopeo-zstd.tar',
      'skopeo-zstd.tar',
      false,
    ],
  ] as const)('skopeo wrote as %s is the same image', async ([, target, path, pullEstimated], { skip }) => {
    skip((await missing('skopeo')) !== undefined, 'there is no skopeo here')
    const [option = '', value = '', ...rest] = target.split(' ')
    const words =
      rest.length > 0
        ? `${option} ${value} docker-archive:saved.tar ${rest[0]}`
        : `docker-archive:saved.tar ${option}`
    await sh(`skopeo --insecure-policy copy -q ${words}`)
    const copied = await read(path)
    expect(plain(copied)).toEqual(plain(await read('saved.tar')))
    expect(copied.pullEstimated).toBe(pullEstimated)
  })

  it('umoci changed has the changes in a layer of its own', async ({ skip }) => {
    for (const program of ['skopeo', 'umoci']) {
      const why = await missing(program)
      skip(why !== undefined, why)
    }
    await sh(`skopeo --insecure-policy copy -q docker-archive:saved.tar oci:umoci-layout:one
umoci unpack --rootless --image umoci-layout:one bundle
printf hello >bundle/rootfs/hello
rm -rf bundle/rootfs/bin
umoci repack --image umoci-layout:two bundle
umoci rm --image umoci-layout:one`)
    const [before, after] = [await read('saved.tar'), await read('umoci-layout')]
    expect(after.layers).toEqual([...before.layers, expect.stringMatching(/^sha256:/)])
    expect(after.unpackedBytes).toBe(before.unpackedBytes + 5)
    expect(after.view.get('hello')?.sizeBytes).toBe(5)
    expect([before, after].map(({ view }) => view.get('bin') !== undefined)).toEqual([true, false])
  })

  it.for(['oci-archive:buildah.tar', 'docker-archive:buildah-docker.tar:x:1', 'oci:buildah-layout'])(
    'buildah committed to %s has the layer it added',
    async (target, { skip }) => {
      const why = await missing('buildah')
      skip(why !== undefined, why)
      const buildah = `buildah --root ${folder}/storage --runroot ${folder}/run --storage-driver vfs`
      await sh(`printf hello >file
container=$(${buildah} from docker-archive:saved.tar)
${buildah} copy -q "$container" file /hello
${buildah} commit -q "$container" ${target}
${buildah} rm -a`).catch((error: Error & { stderr?: string }) => {
        skip(/operation not permitted|permission denied/i.test(error.stderr ?? ''), error.message)
        throw error
      })
      const [before, after] = [await read('saved.tar'), await read(target.split(':')[1] ?? '')]
      expect(after.layers.slice(0, 1)).toEqual(before.layers)
      expect(after.finalBytes).toBe(before.finalBytes + 5)
    },
  )

  it('buildkit and containerd wrote is the same in every compression', async ({ skip }) => {
    const why = await whyUnavailable('containerd-store')
    skip(why !== undefined, why)
    await using engine = await extraEngine('containerd-store', { bases: [base] })
    await mkdir(join(folder, 'context'))
    await writeFile(join(folder, 'context/Dockerfile'), `FROM ${base}\nRUN echo hello >/hello\n`)
    const outputs = {
      'docker.tar': 'type=docker',
      'gzip.tar': 'type=oci,compression=gzip,force-compression=true',
      'zstd.tar': 'type=oci,compression=zstd,force-compression=true',
    }
    const env = { DOCKER_HOST: engine.host }
    await sh('docker buildx build -q -t local/dialect:1 --load context', env)
    await sh('docker save --output store.tar local/dialect:1', env)
    for (const [path, output] of Object.entries(outputs))
      await sh(
        `docker buildx build -q --provenance=${output !== 'type=docker'} --output '${output},dest=${path}' context`,
        env,
      )
    const stored = await read('store.tar')
    for (const path of ['docker.tar', 'gzip.tar', 'zstd.tar'])
      expect({ path, ...plain(await read(path)) }).toEqual({ path, ...plain(stored) })
  })
})

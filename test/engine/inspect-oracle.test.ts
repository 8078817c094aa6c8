import { execFile, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extract } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import { inspectImage } from '../../src/image/inspect-image.js'
import type { ImageView } from '../../src/image/view/image-view.js'
import { extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'
import { sha256 } from '../unit/image/archives.js'
import { quickTar } from '../unit/image/fuzz/seeds.js'
import { endOfTar, rawHeader } from '../unit/image/headers.js'

const run = promisify(execFile)
const name = `container-migrate-test-oracle-${process.pid}`
const label = `container-migrate.test=${name}`
const base = 'local/debian:bookworm'

let host: string
let folder: string
let archive: string

beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: [base] })
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-oracle-'))
  await build()
  archive = join(folder, 'image.tar')
  await addLayers(join(folder, 'built.tar'), archive)
})

afterAll(async () => {
  await docker(['image', 'rm', '--force', `${name}:built`, `${name}:whole`]).catch(() => '')
  await rm(folder, { recursive: true, force: true })
})

async function docker(args: readonly string[], engine = host): Promise<string> {
  const env = { ...process.env, DOCKER_HOST: engine }
  return (await run('docker', [...args], { env, maxBuffer: 1e8 })).stdout
}

/** Everything that steps do to a file system, one step for each way. */
async function build(): Promise<void> {
  const steps = [
    'mkdir -p /t/gone/deep /t/opaque /t/d2f /t/d2l /t/f2d /t/modes/in && cd /t && for d in gone/deep opaque d2f d2l modes/in; do head -c 40000 /dev/urandom >$d/one; head -c 5000 /dev/urandom >$d/two; done && echo file >f2d/../f && ln one gone/deep/hard 2>/dev/null; ln opaque/one linked && ln -s ../f opaque/soft && ln -s /nowhere dangling && ln -s d2f todir',
    'rm -rf /t/gone',
    'rm -rf /t/opaque && mkdir /t/opaque && echo new >/t/opaque/new',
    'cd /t && rm -rf d2f && echo now a file >d2f && rm f && mkdir f && echo x >f/in && rm -rf d2l && ln -s modes d2l',
    'chmod -R go-rwx /t/modes && chown -R 1000:1001 /t/modes/in && chmod 4755 /t/modes/in/one && chmod 1777 /t/modes',
    'cd /t && head -c 7000 /dev/urandom >a && ln a b && ln a c',
    'chmod 600 /t/b && rm /t/c',
    'mkfifo /t/pipe && truncate -s 3000000 /t/holes && echo end >>/t/holes && rm -rf /usr/share/doc && rm /etc/motd',
    "cd /t && printf x >'with space' && printf x >'\\303\\244' && mkdir -p deep/$(printf 'n%.0s' $(seq 120))/$(printf 'm%.0s' $(seq 120)) && cd deep/n*/m* && echo y >file",
  ]
  const context = join(folder, 'context')
  await mkdir(context)
  await writeFile(
    join(context, 'Dockerfile'),
    [`FROM ${base}`, ...steps.map((step) => `RUN ${step}`), ''].join('\n'),
  )
  await docker(['build', '--quiet', '--label', label, '--tag', `${name}:built`, context])
  await docker(['save', '--output', join(folder, 'built.tar'), `${name}:built`])
}

/** Layers that no builder on this machine writes (engines refuse GNU's older sparse files, the classic store a path that a tar names twice): removals of what is not there, sparse files, an eStargz's own files. */
async function addLayers(from: string, to: string): Promise<void> {
  const laid = join(folder, 'laid')
  await mkdir(join(laid), { recursive: true })
  await mkdir(join(folder, 'sparse/t'), { recursive: true })
  await run('tar', ['-xf', from, '-C', laid])
  await run('sh', [
    '-c',
    'cd "$1/sparse" && truncate -s 5000000 t/pax && printf data | dd of=t/pax bs=1 seek=2000000 conv=notrunc status=none && cp --sparse=always t/pax t/pax0 && tar --owner=0 --group=0 --sparse --format=pax -cf ../pax.tar t/pax && tar --owner=0 --group=0 --sparse --format=pax --sparse-version=0.0 -cf ../pax0.tar t/pax0',
    'sh',
    folder,
  ])
  const odd = Buffer.concat([
    rawHeader({ name: './t/.wh.never' }),
    rawHeader({ name: 't/.wh.f', linkName: 'stale' }),
    rawHeader({ name: 't/modes/', flag: '5' }),
    rawHeader({ name: 't/modes/.wh..wh..opq' }),
    quickTar([
      { name: 't/modes/only', content: 'left' },
      { name: 'stargz.index.json', content: '{"version":1,"entries":[]}' },
      { name: '.no.prefetch.landmark', content: '\x0f' },
      { name: 't/new/of/unnamed/folders', content: 'x' },
    ]).subarray(0, -endOfTar.length),
    rawHeader({ name: 't/\xe4\xff', linkName: '' }),
    endOfTar,
  ])
  const sparse = await Promise.all(['pax', 'pax0'].map((how) => readFile(join(folder, `${how}.tar`))))
  const layers = [...sparse, odd]
  const [image] = JSON.parse(await readFile(join(laid, 'manifest.json'), 'utf8'))
  const config = JSON.parse(await readFile(join(laid, image.Config), 'utf8'))
  config.rootfs.diff_ids.push(...layers.map((layer) => `sha256:${sha256(layer)}`))
  config.history.push(...layers.map((_, at) => ({ created_by: `hand ${at}` })))
  await writeFile(join(laid, 'config.json'), JSON.stringify(config))
  for (const [at, layer] of layers.entries()) await writeFile(join(laid, `hand${at}.tar`), layer)
  const Layers = [...image.Layers, ...layers.map((_, at) => `hand${at}.tar`)]
  const manifest = [{ Config: 'config.json', RepoTags: [`${name}:whole`], Layers }]
  await rm(join(laid, 'index.json'), { force: true })
  await rm(join(laid, 'oci-layout'), { force: true })
  await writeFile(join(laid, 'manifest.json'), JSON.stringify(manifest))
  await run('tar', ['-cf', to, '-C', laid, '.'])
}

async function viewOf(stream: NodeJS.ReadableStream): Promise<ImageView> {
  const inspected = await inspectImage(stream as ReturnType<typeof createReadStream>, {})
  if (inspected.outcome !== 'inspected') throw new Error(inspected.failure.message)
  return inspected.view
}

/** What the engine lays over the image when it makes a container and when it starts one. */
const own = /^(?:\.dockerenv|(?:dev|proc|sys)(?:\/.*)?|etc\/(?:hosts|hostname|resolv\.conf|mtab))$/

const kinds: Readonly<Record<string, string>> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  p: 'fifo',
  c: 'device',
  b: 'device',
}

/** As `find` in a container tells it: kind, mode, owner, and the size of a file or where a link leads. */
async function found(image: string, engine: string): Promise<Map<string, string>> {
  const format = '%P\\t%y\\t%m\\t%U\\t%G\\t%s\\t%l\\0'
  const args = ['run', '--rm', '--label', label, image, 'find', '/', '-xdev', '-printf', format]
  const env = { ...process.env, DOCKER_HOST: engine }
  const { stdout } = await run('docker', args, { env, maxBuffer: 1e9, encoding: 'latin1' })
  const lines = stdout.split('\0').map((line) => line.split('\t'))
  return new Map(
    lines.flatMap(([path = '', kind = '', mode, uid, gid, size, link]): [string, string][] => {
      if (path === '' || own.test(path)) return []
      const rest = kind === 'f' ? ` ${size}` : kind === 'l' ? ` ${link}` : ''
      return [[path, `${kinds[kind] ?? kind} ${Number.parseInt(mode ?? '', 8)} ${uid}:${gid}${rest}`]]
    }),
  )
}

function seen(view: ImageView): Map<string, string> {
  return new Map(
    [...view.files()].flatMap(({ path, kind, mode, uid, gid, sizeBytes, link }): [string, string][] => {
      if (own.test(path)) return []
      const rest = kind === 'file' ? ` ${sizeBytes}` : kind === 'symlink' ? ` ${link}` : ''
      return [[bytesOf(path), `${kind} ${mode} ${uid}:${gid}${rest}`]]
    }),
  )
}

/** A name's bytes, one character each, as they were read from `find`. */
const bytesOf = (path: string): string =>
  Buffer.from(path, 'utf8')
    .toString('latin1')
    .replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

async function exportedBytes(image: string, engine: string): Promise<number> {
  const container = (await docker(['create', '--label', label, image, 'nothing'], engine)).trim()
  try {
    const env = { ...process.env, DOCKER_HOST: engine }
    const exporting = spawn('docker', ['export', container], { stdio: ['ignore', 'pipe', 'inherit'], env })
    let bytes = 0
    for await (const entry of exporting.stdout.pipe(extract())) {
      if (entry.header.type === 'file') bytes += entry.header.size ?? 0
      entry.resume()
    }
    return bytes
  } finally {
    await docker(['rm', container], engine)
  }
}

async function savedBy(engine: string, image: string): Promise<ImageView> {
  const saving = spawn('docker', ['save', image], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DOCKER_HOST: engine },
  })
  return viewOf(saving.stdout)
}

async function holdAgainst(engine: string, image: string, view: ImageView): Promise<void> {
  const [shown, told] = [seen(view), await found(image, engine)]
  const differing = [...new Set([...shown.keys(), ...told.keys()])]
    .filter((path) => shown.get(path) !== told.get(path))
    .map((path) => ({ path, view: shown.get(path), container: told.get(path) }))
  expect(differing).toEqual([])
  expect(shown.size).toBeGreaterThan(1000)
  expect(view.finalBytes).toBe(await exportedBytes(image, engine))
}

describe('the final view of an image is what a container shows, path by path, and what an export holds, byte by byte', () => {
  it('as the engine built and saved it', async () => {
    await holdAgainst(host, `${name}:built`, await savedBy(host, `${name}:built`))
  })

  it('with layers that no builder writes', async () => {
    await docker(['load', '--input', archive])
    // The classic store takes a sparse file in, and cannot give its layer back.
    await holdAgainst(host, `${name}:whole`, await viewOf(createReadStream(archive)))
  })

  it.for(['containerd-store'] as const)('on an engine with a %s', async (flavour, { skip }) => {
    const why = await whyUnavailable(flavour)
    skip(why !== undefined, why)
    await using other = await extraEngine(flavour)
    await docker(['load', '--input', archive], other.host)
    await holdAgainst(other.host, `${name}:whole`, await savedBy(other.host, `${name}:whole`))
  })
})

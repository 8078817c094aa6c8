import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Docker from 'dockerode'
import type { DockerfileSource } from '../../src/core/domain/config.js'
import { buildImage } from '../../src/docker/build/build-image.js'
import type { BuildRequest, Built } from '../../src/docker/build/build-request.js'
import type { Builder } from '../../src/docker/build/detect-builder.js'

export const base = 'local/musl:1'
const label = 'container-migrate.build-test'

export interface Asked extends Partial<Omit<DockerfileSource, 'from'>> {
  readonly cwd: string
  readonly builder: Builder
  readonly env?: BuildRequest['env']
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
}

export interface Tried {
  readonly built: Built
  readonly lines: readonly string[]
  readonly tag: string
}

/** Builds on one engine; what it made there and on the disk goes with it. */
export function openWorkshop(host: string) {
  const docker = new Docker({ socketPath: new URL(host).pathname })
  const session = randomUUID()
  const labels = { [label]: session }
  const folders: string[] = []

  async function folderWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'build-'))
    folders.push(folder)
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    return folder
  }

  async function build({ cwd, builder, env, signal, onLine, ...source }: Asked): Promise<Tried> {
    const lines: string[] = []
    const tag = `build-test:${randomUUID()}`
    const built = await buildImage({
      source: {
        from: 'dockerfile',
        dockerfile: 'Dockerfile',
        context: '.',
        buildArgs: {},
        buildContexts: {},
        secrets: [],
        ...source,
      },
      runId: session,
      tag,
      labels,
      cwd,
      host,
      docker,
      builder,
      env: { ...process.env, ...env },
      signal: signal ?? new AbortController().signal,
      onLine: (line) => {
        lines.push(line)
        onLine?.(line)
      },
    })
    return { built, lines, tag }
  }

  async function tidy(): Promise<void> {
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
    const images = await docker.listImages({ filters: { label: [`${label}=${session}`] } })
    for (const { Id } of images) await docker.getImage(Id).remove({ force: true })
  }

  return { docker, labels, folderWith, build, tidy }
}

export const factOf = (built: Built) => {
  if (built.outcome === 'failed') throw new Error(`the build failed: ${JSON.stringify(built.failure)}`)
  return built.fact
}

export const failureOf = (built: Built) => {
  if (built.outcome === 'built') throw new Error('the build did not fail')
  return built.failure
}

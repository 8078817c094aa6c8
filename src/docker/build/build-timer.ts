import { lstat, readFile, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type Docker from 'dockerode'
import { isRemote } from '../../core/domain/build-context.js'
import type {
  BuildTimer,
  ContextCopied,
  ContextRead,
  TimedBuildRequest,
} from '../../core/domain/build-timer.js'
import type { DockerfileSource } from '../../core/domain/config.js'
import type { Failure } from '../../core/domain/failure.js'
import type { Env } from '../connect.js'
import { mapEngineError, statusOf } from '../engine-error.js'
import { watchHeartbeat } from '../heartbeat.js'
import { removeImage } from '../journal.js'
import { timedTag, variantLabels } from '../labels.js'
import { buildImage } from './build-image.js'
import { type Built, cancelled } from './build-request.js'
import { checkSource } from './check-source.js'
import { openChange, openContextCopy } from './context-copy.js'
import { listEntries, readIgnoreText } from './context-entries.js'
import type { Builder } from './detect-builder.js'

export interface TimerRequest {
  readonly docker: Docker
  readonly runId: string
  readonly cwd: string
  readonly env: Env
  readonly host: string
  readonly findBuilder: () => Promise<Builder>
}

/** Builds for their durations alone. They go by the engine's own cache, and their images go with the timer. */
export function openBuildTimer({ docker, runId, cwd, env, host, findBuilder }: TimerRequest): BuildTimer {
  const removals: (() => Promise<unknown>)[] = []
  const tags = new Set<string>()
  const passed = new Set<string>()
  let before: Promise<ReadonlySet<string>> | undefined

  async function run(
    { ref, source, kind, copy, onLine }: TimedBuildRequest,
    signal: AbortSignal,
  ): Promise<Built> {
    const found = await findBuilder()
    // GitHub's cache would be read and written over the network in each of them.
    const builder: Builder = found.by === 'buildx' ? { ...found, githubCache: false } : found
    before ??= listImageIds(docker)
    await before
    const tag = timedTag(runId, ref, kind)
    tags.add(tag)
    const built = await buildImage({
      source,
      runId,
      tag,
      labels: variantLabels(runId, ref),
      noCache: kind === 'cold',
      ...(copy === undefined ? {} : { contextCopy: copy.folder }),
      cwd,
      host,
      docker,
      builder,
      env,
      signal,
      onLine,
    })
    for (const id of built.images ?? []) passed.add(id)
    // The rebuilds that follow begin where the unchanged one ended.
    if (kind !== 'unchanged') await removeImage(docker, tag)
    return built
  }

  return {
    readContext: (source) => readContext(source, cwd, env),
    async copyContext(source, files, signal) {
      try {
        const copied = await openContextCopy(
          {
            contextPath: resolve(cwd, source.context),
            dockerfilePath: resolve(cwd, source.dockerfile),
            runId,
          },
          signal,
        )
        removals.push(copied.remove)
        const copy = await openChange(copied.folder, files)
        return copy === undefined ? noText(files) : { outcome: 'copied', copy }
      } catch (error) {
        return { outcome: 'failed', failure: signal.aborted ? cancelled : mapDiskError(error) }
      }
    },
    async build(request) {
      const heartbeat = watchHeartbeat(docker, request.signal)
      try {
        const built = await run(request, heartbeat.signal)
        const lost = heartbeat.lost()
        const build = built.fact === undefined ? {} : { build: built.fact }
        if (built.outcome === 'built') return build
        if (lost !== undefined) return { ...build, failure: mapEngineError(lost, 'build-error') }
        return { ...build, failure: built.failure }
      } catch (error) {
        return { failure: request.signal.aborted ? cancelled : mapEngineError(error, 'build-error') }
      } finally {
        heartbeat.end()
      }
    },
    async end() {
      await Promise.all(removals.map((remove) => remove().catch(() => {})))
      // What cannot be removed now is removed by its label, with the run.
      for (const tag of tags) await removeImage(docker, tag).catch(() => {})
      const known = await before?.catch(() => undefined)
      if (known !== undefined) await removeSteps(docker, [...passed], known).catch(() => {})
    },
  }
}

async function readContext(source: DockerfileSource, cwd: string, env: Env): Promise<ContextRead> {
  if (isRemote(source.context)) {
    const message = `the context ${source.context} is not on this machine`
    return { outcome: 'failed', failure: { reason: 'not-run', message } }
  }
  const failure = await checkSource({ source, cwd, env })
  if (failure !== undefined) return { outcome: 'failed', failure }
  try {
    const dockerfilePath = resolve(cwd, source.dockerfile)
    const context = await realpath(resolve(cwd, source.context))
    const entries = await listEntries(context, (await readIgnoreText(context, dockerfilePath)) ?? '')
    const files: { path: string; sizeBytes: number }[] = []
    for (const path of entries) {
      const found = await lstat(join(context, path))
      if (found.isFile()) files.push({ path, sizeBytes: found.size })
    }
    return { outcome: 'read', dockerfile: await readFile(dockerfilePath, 'utf8'), files }
  } catch (error) {
    return { outcome: 'failed', failure: mapDiskError(error) }
  }
}

const noText = (files: readonly string[]): ContextCopied => ({
  outcome: 'failed',
  failure: {
    reason: 'not-run',
    message:
      files.length === 1 ? `${files[0]} is no text that can have a line more` : 'no source file is copied',
  },
})

/** A full disk here is that of the copies: the engine may still have room. */
function mapDiskError(error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return isFull
    ? { reason: 'disk-full', message: 'no space left for a copy of the build context' }
    : { reason: 'not-run', message: `the build context cannot be copied: ${message}` }
}

const listImageIds = async (docker: Docker): Promise<ReadonlySet<string>> =>
  new Set((await docker.listImages({ all: true })).map(({ Id }) => shortId(Id)))

const shortId = (id: string): string => id.replace(/^sha256:/, '').slice(0, 12)

/**
 * The engine's own builder keeps an image of every step, without a label. Those that were not there before and that
 * nobody has given a name go, the last ones first, for each holds the one before it.
 */
async function removeSteps(
  docker: Docker,
  passed: readonly string[],
  known: ReadonlySet<string>,
): Promise<void> {
  for (const id of [...passed].reverse()) {
    if (known.has(id)) continue
    try {
      const { RepoTags } = await docker.getImage(id).inspect()
      if ((RepoTags ?? []).length === 0) await removeImage(docker, id)
    } catch (error) {
      if (statusOf(error) !== 404) throw error
    }
  }
}

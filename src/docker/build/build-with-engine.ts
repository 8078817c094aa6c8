import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { readInstructions } from '../../core/dockerfile/instructions.js'
import { isRemote } from '../../core/domain/build-context.js'
import type { Instruction } from '../../core/domain/dockerfile.js'
import type { Failure } from '../../core/domain/failure.js'
import { engineMessage, isEngineLost } from '../engine-error.js'
import { readBaseImageAuth } from './base-image-auth.js'
import { boundedLines } from './bounded-lines.js'
import { makeBuildFact } from './build-fact.js'
import { mapFailedBuild } from './build-failure.js'
import { type BuildJournal, openJournal } from './build-journal.js'
import { makeBuildLog } from './build-log.js'
import { type BuildRequest, type Built, cancelled } from './build-request.js'
import { lineCleaner } from './clean-line.js'
import { type ContextArchive, packContext } from './context-archive.js'
import { type EngineProgress, engineReader } from './engine-progress.js'
import { needsBuildx } from './needs-buildx.js'

/** Builds by the engine's API alone, with its own builder: older and poorer than BuildKit, but always there. */
export async function buildWithEngine(request: BuildRequest): Promise<Built> {
  const { source, cwd, signal } = request
  const isLocal = !isRemote(source.context)
  const instructions = isLocal
    ? readInstructions(await readFile(resolve(cwd, source.dockerfile), 'utf8'))
    : []
  const refusal = needsBuildx(source, instructions)
  if (refusal !== undefined) return { outcome: 'failed', failure: refusal }

  const journal = openJournal(makeBuildLog(request.onLine), lineCleaner([]))
  const progress = engineReader(journal.record)
  let archive: ContextArchive | undefined
  let broken: unknown
  const started = performance.now()
  try {
    const context = request.contextCopy ?? resolve(cwd, source.context)
    if (isLocal) archive = await packContext(context, resolve(cwd, source.dockerfile))
    await readAnswer(await ask(request, instructions, archive), progress.push)
  } catch (error) {
    broken = archive?.stream.errored ?? error
  }
  const durationMs = Math.round(performance.now() - started)
  const unreadable = archive?.stream.errored ?? (isLocal && archive === undefined ? broken : undefined)
  archive?.stream.destroy()
  journal.end()
  const fact = makeBuildFact({
    journal,
    durationMs,
    ...(archive === undefined ? {} : { contextBytes: archive.bytes(), transferMs: archive.sentMs() }),
    builder: 'engine',
    cache: 'local',
  })
  const images = journal.images()
  if (broken === undefined && progress.isBuilt() && !signal.aborted) return { outcome: 'built', fact, images }
  const failure = signal.aborted
    ? cancelled
    : unreadable !== undefined
      ? cannotPack(request, unreadable)
      : explain(request, { journal, progress, instructions, broken })
  return { outcome: 'failed', failure, fact, images }
}

async function ask(
  { source, tag, labels, env, docker, signal, noCache = false }: BuildRequest,
  instructions: readonly Instruction[],
  archive: ContextArchive | undefined,
): Promise<Readable> {
  const answer = await docker.buildImage(archive?.stream ?? Readable.from([]), {
    t: tag,
    labels: { ...labels },
    buildargs: { ...source.buildArgs },
    dockerfile: archive?.dockerfile ?? source.dockerfile,
    ...(archive === undefined ? { remote: source.context } : {}),
    ...(source.target === undefined ? {} : { target: source.target }),
    ...(source.platform === undefined ? {} : { platform: source.platform }),
    ...(noCache ? { nocache: true } : {}),
    // The containers that it builds in carry no label of ours, so it must remove them itself, after a failure too.
    rm: true,
    forcerm: true,
    registryconfig: await readBaseImageAuth(instructions, env),
    abortSignal: signal,
  })
  return answer as Readable
}

async function readAnswer(answer: Readable, push: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8')
  const lines = boundedLines(1024 * 1024, push)
  for await (const chunk of answer) lines.push(decoder.write(chunk as Buffer))
  lines.end()
}

const cannotPack = ({ source }: BuildRequest, error: unknown): Failure => ({
  reason: 'build-error',
  message: `the build context ${source.context} cannot be read: ${engineMessage(error)}`,
  place: { file: source.dockerfile },
})

interface Ended {
  readonly journal: BuildJournal
  readonly progress: EngineProgress
  readonly instructions: readonly Instruction[]
  readonly broken: unknown
}

function explain({ source }: BuildRequest, { journal, progress, instructions, broken }: Ended): Failure {
  const failedStep = journal.steps().find(({ error }) => error !== undefined)
  const wasTold = failedStep !== undefined || journal.said().length > 0
  if (isEngineLost(broken) || (broken === undefined && !wasTold)) {
    const why = broken === undefined ? 'it ended the build without a result' : engineMessage(broken)
    return { reason: 'engine-lost', message: `the engine stopped answering: ${why}` }
  }
  if (broken !== undefined) journal.record({ tells: 'said', line: engineMessage(broken) })
  const exitCode = progress.exitCode()
  // The engine numbers the instructions as they stand in the Dockerfile.
  const line = instructions[Number(failedStep?.id) - 1]?.line
  return mapFailedBuild({
    steps: journal.steps(),
    said: journal.said(),
    dockerfile: source.dockerfile,
    instructions,
    ...(line === undefined ? {} : { line }),
    ...(exitCode === undefined ? {} : { exitCode }),
    otherwise: 'the build failed and the engine gave no reason',
  })
}

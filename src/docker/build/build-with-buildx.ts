import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import type Docker from 'dockerode'
import { readInstructions } from '../../core/dockerfile/instructions.js'
import { isRemote } from '../../core/domain/build-context.js'
import type { Failure } from '../../core/domain/failure.js'
import { runVariable } from '../../core/domain/marker.js'
import { makeBuildFact } from './build-fact.js'
import { mapFailedBuild } from './build-failure.js'
import { openJournal } from './build-journal.js'
import { makeBuildLog } from './build-log.js'
import { type BuildRequest, type Built, cancelled } from './build-request.js'
import { isContextTransfer } from './build-steps.js'
import { builderEnv } from './builder-env.js'
import { buildxArguments } from './buildx-arguments.js'
import { lineCleaner, readSecretValues } from './clean-line.js'
import type { BuildxBuilder } from './detect-builder.js'
import { openFreshContext } from './fresh-context.js'
import { plainReader } from './plain-progress.js'
import { maxObjectChars, rawjsonReader } from './rawjson-progress.js'
import { type CommandEnd, runCommand } from './run-command.js'

export async function buildWithBuildx(request: BuildRequest, builder: BuildxBuilder): Promise<Built> {
  const { source, runId, tag, labels, cwd, env, host, signal } = request
  const clean = lineCleaner(await readSecretValues(source.secrets, cwd, env))
  const journal = openJournal(makeBuildLog(request.onLine), clean)
  const reader = (builder.progress === 'rawjson' ? rawjsonReader : plainReader)(journal.record)
  await using fresh =
    isRemote(source.context) || request.contextCopy !== undefined
      ? undefined
      : await openFreshContext(resolve(cwd, source.context), runId)
  const context = request.contextCopy ?? fresh?.path ?? source.context
  const started = performance.now()
  const end = await runCommand({
    command: [
      ...builder.command,
      ...buildxArguments({ source, context, tag, labels, builder, noCache: request.noCache ?? false }),
    ],
    cwd,
    env: { ...builderEnv(env, host), [runVariable]: runId },
    signal,
    onLine: reader.push,
    maxLineChars: maxObjectChars,
  })
  const durationMs = Math.round(performance.now() - started)
  reader.end()
  journal.end()
  const fact = makeBuildFact({
    journal,
    durationMs,
    ...(isRemote(source.context)
      ? {}
      : {
          contextBytes: journal.sentBytes(isContextTransfer),
          transferMs: journal.sentMs(isContextTransfer),
        }),
    builder: 'buildx',
    cache: builder.githubCache ? 'github' : 'local',
  })
  if (end.ended === 'exited' && end.exitCode === 0) return { outcome: 'built', fact }
  if (end.ended === 'cancelled') return { outcome: 'failed', failure: cancelled, fact }
  const dockerfileText = isRemote(source.context) ? '' : await readText(resolve(cwd, source.dockerfile))
  const failure = mapFailedBuild({
    steps: journal.steps(),
    said: journal.said(),
    dockerfile: source.dockerfile,
    instructions: readInstructions(dockerfileText),
    otherwise: describe(end),
  })
  return { outcome: 'failed', failure: await blameEngine(failure, request.docker), fact }
}

function describe(end: CommandEnd): string {
  if (end.ended === 'exited') return `docker buildx ended with exit code ${end.exitCode}`
  if (end.ended === 'killed') return `docker buildx was killed by ${end.by}`
  return end.ended === 'never-started' ? `docker buildx did not start: ${end.message}` : 'cancelled'
}

const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

/** An engine that went away mid-build leaves many different last words; whether it still answers is certain. */
async function blameEngine(failure: Failure, docker: Docker): Promise<Failure> {
  if (failure.reason !== 'build-error' || failure.exitCode !== undefined) return failure
  // The typings leave out that ping takes a signal.
  const { ping } = docker as unknown as { ping(options: { abortSignal: AbortSignal }): Promise<unknown> }
  const answers = await ping.call(docker, { abortSignal: AbortSignal.timeout(5_000) }).then(
    () => true,
    () => false,
  )
  return answers ? failure : { ...failure, reason: 'engine-lost' }
}

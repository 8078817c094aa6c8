import { basename } from 'node:path'
import type { Instruction } from '../../core/domain/dockerfile.js'
import type { Failure, FailureReason } from '../../core/domain/failure.js'
import type { Place } from '../../core/domain/variant.js'
import { isUnreachableRegistry } from '../unreachable-registry.js'
import type { JournalStep } from './build-journal.js'
import { instructionOf, isCacheWork, isImageLookup } from './build-steps.js'

export interface FailedBuild {
  readonly steps: readonly JournalStep[]
  /** What the tool itself said, about no step. */
  readonly said: readonly string[]
  /** As the user wrote it. */
  readonly dockerfile: string
  /** Empty where the Dockerfile is not on this machine, in a remote context for instance. */
  readonly instructions: readonly Instruction[]
  /** Where the builder knows it by number. */
  readonly line?: number
  /** Of the failing instruction, where the builder tells it apart from its words. */
  readonly exitCode?: number
  readonly otherwise: string
}

/** What a reader needs of a failed build: why, the one line that says so, where, and the end of the step's output. */
export function mapFailedBuild(build: FailedBuild): Failure {
  const { steps, said, otherwise } = build
  const lastWord = said.findLast((text) => text.startsWith('ERROR: '))
  const step = findCulprit(steps, lastWord)
  const line = lastWord ?? step?.error ?? said.at(-1) ?? otherwise
  const message = shorten(withoutWrapping(line))
  const exitCode = build.exitCode ?? exitCodeOf(step?.error ?? message)
  const tail = step?.tail ?? []
  const reason = reasonOf(message, step, tail)
  return {
    reason,
    message:
      reason === 'image-missing' || reason === 'registry-unreachable' ? withImage(message, step) : message,
    place: findPlace(build, step, message),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(tail.length === 0 ? {} : { tail }),
  }
}

function findCulprit(steps: readonly JournalStep[], lastWord: string | undefined): JournalStep | undefined {
  const failed = steps.filter(
    ({ name, error }) => error !== undefined && !isBystander(error) && !isCacheWork(name),
  )
  return failed.find(({ error }) => lastWord?.includes(error ?? '')) ?? failed[0]
}

/** A step that was stopped because another one failed. */
const isBystander = (error: string): boolean => /^(rpc error: .*)?context canceled|^CANCELED/i.test(error)

function reasonOf(message: string, step: JournalStep | undefined, tail: readonly string[]): FailureReason {
  // A program in a RUN meets the full disk of the machine too: the builder keeps its layers there.
  if ([message, ...tail].some((text) => /no space left on device|disk quota exceeded/i.test(text)))
    return 'disk-full'
  const missing = isUnreachableRegistry(message) ? 'registry-unreachable' : 'image-missing'
  if (step !== undefined && isImageLookup(step.name)) return missing
  // An engine that goes away fails no step: it only stops talking of them.
  if (step === undefined && lostEngine.test(message)) return 'engine-lost'
  if (exitCodeOf(message) === undefined && missingImage.test(message)) return missing
  return 'build-error'
}

const lostEngine =
  /cannot connect to the docker daemon|failed to receive status|error reading from server|code = Unavailable|transport is closing|failed to dial gRPC|connection refused|is the docker daemon running/i

const missingImage =
  /failed to resolve source metadata|pull access denied|manifest unknown|manifest for \S+ not found|invalid from flag value/i

const exitCodeOf = (message: string): number | undefined => {
  const code = /(?:exit code: |returned a non-zero code: )(\d+)\s*$/.exec(message)?.[1]
  return code === undefined ? undefined : Number(code)
}

/** What wraps every message of buildx alike, and the names of things inside the builder, tell a reader nothing. */
const withoutWrapping = (line: string): string =>
  line
    .replace(/^(ERROR: |error: |failed to build: |failed to solve: |rpc error: code = \w+ desc = )+/i, '')
    .replace(/^failed to compute cache key: /, '')
    .replace(/^failed to calculate checksum of ref \S+: /, '')
    .trim()

/** The engine's own builder tells which registry did not answer, but not for which image. */
function withImage(message: string, step: JournalStep | undefined): string {
  const image = /^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(instructionOf(step?.name ?? '') ?? '')?.[1]
  return image === undefined || message.includes(image) ? message : `${image}: ${message}`
}

const longestMessage = 600

/** A failing RUN is quoted whole; its beginning tells which, its end tells how it ended. */
function shorten(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ')
  if (line.length <= longestMessage) return line
  const half = longestMessage / 2 - 1
  return `${line.slice(0, half)} … ${line.slice(-half)}`
}

function findPlace(build: FailedBuild, step: JournalStep | undefined, message: string): Place {
  const line =
    markedLine(build.said, basename(build.dockerfile)) ??
    lineInMessage(message) ??
    build.line ??
    lineOfStep(build.instructions, step)
  return { file: build.dockerfile, ...(line === undefined ? {} : { line }) }
}

/** BuildKit prints the lines around the fault under `Dockerfile:12` and a ruler. */
function markedLine(said: readonly string[], file: string): number | undefined {
  for (let at = said.length - 2; at >= 0; at--) {
    const [, named, line] = /^(.+):(\d+)$/.exec(said[at] ?? '') ?? []
    if (named !== undefined && basename(named) === file && /^-{10,}$/.test(said[at + 1] ?? ''))
      return Number(line)
  }
  return undefined
}

function lineInMessage(message: string): number | undefined {
  const line = /parse error(?: on)? line (\d+)/.exec(message)?.[1]
  return line === undefined ? undefined : Number(line)
}

function lineOfStep(instructions: readonly Instruction[], step: JournalStep | undefined): number | undefined {
  const wanted = squeeze(instructionOf(step?.name ?? '') ?? '')
  const found = instructions.filter(({ text }) => squeeze(text) === wanted)
  // The same instruction twice: pointing at one of them would be a guess.
  return found.length === 1 ? found[0]?.line : undefined
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

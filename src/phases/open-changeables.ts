import { randomBytes } from 'node:crypto'
import { join, relative, resolve, sep } from 'node:path'
import { copiedBy } from '../core/dockerfile/copied-files.js'
import { harmlessLine, sharedFirst, sourceFiles } from '../core/dockerfile/source-files.js'
import type { BuildTimer, ContextCopy } from '../core/domain/build-timer.js'
import type { DockerfileSource } from '../core/domain/config.js'
import type { Failure } from '../core/domain/failure.js'
import type { VariantRef } from '../core/domain/variant.js'
import { type RunContext, variantOf } from './run-context.js'

/** A copy of a context in which one file gets a line more. */
export interface Changeable {
  readonly copy: ContextCopy
  /** As the user would name it. */
  readonly file: string
  change(pair: number): Promise<void>
}

export interface Opened {
  readonly ref: VariantRef
  readonly changeable?: Changeable
  readonly failure?: Failure
}

interface Choice {
  readonly ref: VariantRef
  readonly source: DockerfileSource
  /** Relative to the folder the run works in; the first that can be changed is. */
  readonly files: readonly string[]
  readonly failure?: Failure
}

/** The named file of each variant, or the largest source file that is copied: the same in both where that can be. */
export async function openChangeables(
  refs: readonly VariantRef[],
  timer: BuildTimer,
  context: RunContext,
): Promise<readonly Opened[]> {
  const choices: Choice[] = []
  for (const ref of refs) choices.push(await choose(ref, timer, context))
  const mark = randomBytes(6).toString('hex')
  const opened: Opened[] = []
  for (const choice of choices) {
    const others = choices.filter((other) => other !== choice).map(({ files }) => files)
    opened.push(await open({ ...choice, files: sharedFirst(choice.files, others) }, mark, timer, context))
  }
  return opened
}

async function choose(ref: VariantRef, timer: BuildTimer, context: RunContext): Promise<Choice> {
  const { source, builds } = variantOf(context, ref)
  if (source.from !== 'dockerfile') throw new Error(`${ref.role} of ${ref.service} is none to build`)
  const base = { ref, source }
  const read = await timer.readContext(source)
  if (read.outcome === 'failed') return { ...base, files: [], failure: read.failure }
  const named = builds?.rebuild?.file
  if (named !== undefined) return { ...base, files: [slashed(relative('.', named))] }
  const { dockerfile, files } = read
  const { target, buildArgs } = source
  const isCopied = copiedBy({ dockerfile, buildArgs, ...(target === undefined ? {} : { target }) })
  const found = sourceFiles(files, isCopied).map((path) => slashed(join(source.context, path)))
  if (found.length > 0) return { ...base, files: found }
  const message = 'no COPY or ADD takes in a source file: name one with builds.rebuild'
  return { ...base, files: [], failure: { reason: 'not-run', message } }
}

async function open(
  { ref, source, files, failure }: Choice,
  mark: string,
  timer: BuildTimer,
  { cwd, signal }: RunContext,
): Promise<Opened> {
  if (failure !== undefined) return { ref, failure }
  const within = (path: string) => slashed(relative(resolve(cwd, source.context), resolve(cwd, path)))
  const outcome = await timer.copyContext(source, files.map(within), signal)
  if (outcome.outcome === 'failed') return { ref, failure: outcome.failure }
  const { copy } = outcome
  const file = files.find((path) => within(path) === copy.file) ?? copy.file
  const change = (pair: number) =>
    copy.change(harmlessLine(file, `${mark}${pair.toString(16).padStart(4, '0')}`))
  return { ref, changeable: { copy, file, change } }
}

const slashed = (path: string): string => path.replaceAll(sep, '/')

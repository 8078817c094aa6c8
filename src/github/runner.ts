import { appendFile, stat } from 'node:fs/promises'
import {
  endGroup,
  error,
  getState,
  info,
  notice,
  saveState,
  setOutput,
  setSecret,
  startGroup,
  warning,
} from '@actions/core'
import type { Place } from '../core/domain/variant.js'

/** What the log escape makes of foreign text; nothing else may be printed into the runner's log. */
type SafeLine = string & { readonly safeToPrint: true }

const annotations = { error, warning, notice }

export type AnnotationLevel = keyof typeof annotations

export type SummaryOutcome =
  | { readonly outcome: 'written' }
  | { readonly outcome: 'cut'; readonly keptBytes: number }
  | { readonly outcome: 'absent' }

const runIdState = 'run-id'
const inputPrefix = 'INPUT_'

// GitHub drops a step's whole summary beyond 1 MiB; the margin is for the note about the cut.
const summaryLimitBytes = 1024 * 1024 - 4096
const cutNote = '\n\n_The summary was cut here: GitHub shows at most 1 MiB._\n'

/** Every input by its name as a user writes it, `image-size`; one that was not given is empty. */
export function readInputs(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith(inputPrefix)) {
      inputs[name.slice(inputPrefix.length).toLowerCase()] = (value ?? '').trim()
    }
  }
  return inputs
}

/** Without the runner's file there is nobody to read outputs, and the library would print them as commands. */
export function setOutputs(outputs: Readonly<Record<string, string>>): void {
  if (!process.env.GITHUB_OUTPUT) return
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
}

export async function appendSummary(markdown: string): Promise<SummaryOutcome> {
  const file = process.env.GITHUB_STEP_SUMMARY
  if (!file) return { outcome: 'absent' }
  const room = summaryLimitBytes - (await sizeOf(file))
  const bytes = Buffer.from(markdown)
  if (bytes.length <= room) {
    await appendFile(file, bytes)
    return { outcome: 'written' }
  }
  // A line's end is never inside a character.
  const end = room > 0 ? bytes.lastIndexOf('\n', room - 1) + 1 : 0
  await appendFile(file, Buffer.concat([bytes.subarray(0, end), Buffer.from(cutNote)]))
  return { outcome: 'cut', keptBytes: end }
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (found) => found.size,
    () => 0,
  )

/** The library escapes message and place, so both may be foreign text. */
export function annotate(level: AnnotationLevel, message: string, place?: Place): void {
  annotations[level](message, {
    ...(place && { file: place.file }),
    ...(place?.line !== undefined && { startLine: place.line }),
    ...(place?.column !== undefined && { startColumn: place.column }),
  })
}

/** From here on the runner shows asterisks in its place. */
export function mask(value: string): void {
  if (value.trim() !== '') setSecret(value)
}

export function printLine(line: SafeLine): void {
  info(line)
}

export function printGroup(title: SafeLine, lines: readonly SafeLine[]): void {
  startGroup(title)
  for (const line of lines) info(line)
  endGroup()
}

/** For the post step, which removes what carries this id however the main step ended. */
export function saveRunId(runId: string): void {
  if (process.env.GITHUB_STATE) saveState(runIdState, runId)
}

export function readRunId(): string | undefined {
  return getState(runIdState) || undefined
}

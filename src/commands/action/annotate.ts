import { relative, resolve } from 'node:path'
import { type ConfigError, inputsFile, renderConfigErrors } from '../../core/config/config-error.js'
import type { Finding, Level } from '../../core/domain/finding.js'
import type { RunRecord } from '../../core/domain/record.js'
import type { Place } from '../../core/domain/variant.js'
import { describeFinding } from '../../core/findings/prose.js'
import { annotate } from '../../github/runner.js'
import { describeError } from '../exit-code.js'
import { InvalidConfig } from '../load-config.js'

/** Where the run works, and the repository that annotations name files of. */
export interface Folders {
  readonly workspace: string
  readonly cwd: string
}

/** GitHub shows ten errors and ten warnings of a step. One warning is kept free for what telling itself runs into. */
const most = { error: 10, warning: 9 } as const

/** Notes stay in the report: an annotation asks for attention. */
const shownAs: readonly (readonly [Level, keyof typeof most])[] = [
  ['fail', 'error'],
  ['inconclusive', 'warning'],
  ['warn', 'warning'],
]

/** Findings at the lines that can change them. */
export function annotateFindings({ judgement }: RunRecord, folders: Folders): void {
  const left: Record<keyof typeof most, number> = { ...most }
  for (const [level, annotation] of shownAs) {
    const findings = judgement.findings.filter((finding) => finding.level === level)
    for (const finding of findings.slice(0, left[annotation])) {
      annotate(annotation, describe(finding), finding.place && inRepository(finding.place, folders))
      left[annotation] -= 1
    }
  }
}

function describe(finding: Finding): string {
  const { title, text, fix } = describeFinding(finding)
  return [title, text, fix].filter((part) => part !== undefined && part !== '').join('\n')
}

/** What kept a run from beginning or ending; of a config, each error at its line. */
export function annotateError(error: unknown, folders: Folders | undefined): void {
  if (error instanceof InvalidConfig && folders !== undefined) annotateConfigErrors(error.errors, folders)
  else annotate('error', describeError(error))
}

function annotateConfigErrors(errors: readonly ConfigError[], folders: Folders): void {
  const shown = errors.slice(0, most.error - 1)
  for (const error of shown) {
    const { file, line, column } = error
    const place = file === inputsFile ? undefined : inRepository({ file, line, column }, folders)
    annotate('error', renderConfigErrors([error]), place)
  }
  const rest = errors.slice(shown.length)
  if (rest.length > 0) annotate('error', renderConfigErrors(rest))
}

const inRepository = (place: Place, { workspace, cwd }: Folders): Place => ({
  ...place,
  file: relative(workspace, resolve(cwd, place.file)),
})

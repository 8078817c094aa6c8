import { relative, resolve } from 'node:path'
import { type ConfigError, inputsFile, renderConfigErrors } from '../../core/config/config-error.js'
import type { Finding, Level } from '../../core/domain/finding.js'
import type { RunRecord } from '../../core/domain/record.js'
import type { Place } from '../../core/domain/variant.js'
import { plain } from '../../core/findings/text.js'
import { firstOfEach, type Reason, reasonsOf } from '../../core/report/model/reasons.js'
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
    const reasons = annotated(
      judgement.findings.filter((finding) => finding.level === level),
      level,
    )
    for (const reason of reasons.slice(0, left[annotation])) {
      annotate(annotation, describe(reason), reason.place && inRepository(reason.place, folders))
      left[annotation] -= 1
    }
  }
}

/** A shard that was lost is one matter, however many services it had; what stands at a line stays there. */
function annotated(findings: readonly Finding[], level: Level): readonly Reason[] {
  const lost = findings.filter(({ tag }) => tag === 'shard-lost')
  const others = firstOfEach(findings.filter(({ tag }) => tag !== 'shard-lost'))
  return [...reasonsOf(lost, level), ...others.flatMap((finding) => reasonsOf([finding], level))]
}

const describe = ({ title, explanation, fix }: Reason): string =>
  [title, explanation, ...(fix ? [fix] : [])]
    .map(plain)
    .filter((part) => part !== '')
    .join('\n')

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

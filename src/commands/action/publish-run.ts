import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunRecord } from '../../core/domain/record.js'
import { foreignLine } from '../../core/report/escape-log.js'
import { renderComment } from '../../core/report/render-comment.js'
import { renderSummary } from '../../core/report/render-summary.js'
import { makeReport, type Report } from '../../core/report/report.js'
import { writeWhole } from '../../files/write-file.js'
import { publishComment } from '../../github/comment.js'
import type { EventSubject } from '../../github/event.js'
import { digestJudgement } from '../../github/judgement-digest.js'
import { annotate, appendSummary, printLine, setOutputs } from '../../github/runner.js'
import { describeError } from '../exit-code.js'
import { recordText } from '../record-text.js'
import { annotateFindings, type Folders } from './annotate.js'
import type { ActionInputs } from './inputs.js'

export interface Publication {
  readonly record: RunRecord
  readonly inputs: ActionInputs
  readonly event: EventSubject
  readonly env: NodeJS.ProcessEnv
  readonly folders: Folders
  /** Nobody cancelled the run, whatever ended its shards: a runner that was taken away looks the same from within. */
  readonly isUncancelled?: boolean
}

/**
 * Tells a run everywhere a reader may look. Each place stands for itself: one that cannot be written is a warning, and
 * takes neither the others nor the verdict with it.
 */
export async function publishRun(publication: Publication): Promise<void> {
  const { record, folders } = publication
  const report = makeReport(record)
  const summary = renderSummary(report)
  annotateFindings(record, folders)
  await attempt('The job summary', async () => void (await appendSummary(summary)))
  await attempt('The outputs', () =>
    setOutputs({ verdict: record.judgement.verdict, 'run-id': record.run.id }),
  )
  await attempt('The run record and the report', () => writeFiles(publication, summary))
  await attempt('The comment', () => comment(publication, report))
}

async function attempt(what: string, write: () => void | Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    annotate('warning', `${what} could not be written; the verdict is the same. ${describeError(error)}`)
  }
}

async function writeFiles({ record, env }: Publication, summary: string): Promise<void> {
  const folder = join(env.RUNNER_TEMP || tmpdir(), 'container-migrate', record.run.id)
  const paths = { record: join(folder, 'record.json'), report: join(folder, 'report.md') }
  await writeWhole(paths.record, recordText(record))
  await writeWhole(paths.report, summary)
  setOutputs(paths)
}

async function comment(
  { record, inputs, event, isUncancelled = false }: Publication,
  report: Report,
): Promise<void> {
  // A newer push cancels the older run: that one has nothing to say that the comment should be changed for.
  if (record.facts.interrupted?.reason === 'cancelled' && !isUncancelled) return
  const key = inputs.commentKey ?? defaultKey(event, inputs)
  const published = await publishComment({
    token: inputs.token,
    apiUrl: event.apiUrl,
    repository: event.subject.repository,
    pullRequest: event.subject.pullRequest,
    fromFork: event.fromFork,
    key,
    mode: inputs.comment,
    verdict: record.judgement.verdict,
    digest: digestJudgement(record.judgement),
    markdown: renderComment(report),
    run: event.run,
    // Nothing of the services changed: no news for a pull request that never heard of us.
    onlyExisting: record.config.services.length === 0,
  })
  // A push, a schedule and a dispatch have none, and nothing is wrong with them.
  const isExpected = published.outcome === 'refused' && published.because === 'no-pull-request'
  if (isExpected) printLine(foreignLine(published.warning))
  else if (published.outcome === 'refused') annotate('warning', published.warning)
  if ('note' in published && published.note !== undefined) printLine(foreignLine(published.note))
  if ('url' in published && published.url !== undefined) setOutputs({ 'comment-url': published.url })
}

/** Two jobs, or two legs of a matrix that compare other things, keep comments of their own. */
function defaultKey(
  { workflow, job }: EventSubject,
  { config, services, workingDirectory, service }: ActionInputs,
): string {
  const place = workingDirectory === '.' ? [] : [workingDirectory]
  const about = [config, service['service-name'], service.baseline, service.candidate].filter(
    (part) => part !== undefined,
  )
  return [workflow ?? 'workflow', job ?? 'job', ...place, ...services, ...about].join('/')
}

import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { RunRecord } from '../core/domain/record.js'
import { renderComment } from '../core/report/render-comment.js'
import { renderSummary } from '../core/report/render-summary.js'
import { makeReport } from '../core/report/report.js'
import { writeWhole } from '../files/write-file.js'
import { publishComment } from '../github/comment.js'
import { type EventSubject, readSubject } from '../github/event.js'
import { digestJudgement } from '../github/judgement-digest.js'
import { annotate, appendSummary, readInputs, saveRunId, setOutputs } from '../github/runner.js'
import { type ActionInputs, parseInputs } from './action-inputs.js'
import { annotateFindings } from './annotate-findings.js'
import { cancelOnSignals } from './cancel-on-signals.js'
import { compare, makeRunId } from './compare.js'
import { describeError, exitCodeOfError } from './exit-code.js'
import { loadConfig } from './load-config.js'
import { runnerProgress } from './runner-progress.js'

/** The whole of the action: compare, then tell it everywhere a reader may look. Answers the exit code. */
export async function runInAction(env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const inputs = parseInputs(readInputs(env))
    const cwd = resolve(env.GITHUB_WORKSPACE ?? '.', inputs.workingDirectory)
    const event = await readSubject(env)
    if (event.warning !== undefined) annotate('warning', event.warning)
    const config = await loadConfig({
      cwd,
      ...(inputs.config === undefined ? {} : { file: inputs.config }),
      inputs: inputs.service,
      services: inputs.services,
    })
    const runId = makeRunId()
    // Before anything is created, so that the post step can always find it.
    saveRunId(runId)
    for (const assumption of config.assumptions) annotate('notice', assumption)
    const onProgress = runnerProgress()
    const { signal, stopListening } = cancelOnSignals((name) =>
      onProgress({ tell: 'note', text: `${name}: ending the run and removing what it created` }),
    )
    try {
      const { parallel } = inputs
      const { record, exitCode } = await compare({
        config,
        runId,
        cwd,
        env,
        parallel,
        keep: false,
        subject: event.subject,
        signal,
        onProgress,
      })
      await tell(record, inputs, event, env)
      return exitCode
    } finally {
      stopListening()
    }
  } catch (error) {
    annotate('error', describeError(error))
    return exitCodeOfError(error)
  }
}

async function tell(record: RunRecord, inputs: ActionInputs, event: EventSubject, env: NodeJS.ProcessEnv) {
  const folder = join(env.RUNNER_TEMP ?? tmpdir(), 'container-migrate', record.run.id)
  const report = makeReport(record)
  const summary = renderSummary(report)
  const paths = { record: join(folder, 'record.json'), report: join(folder, 'report.md') }
  annotateFindings(record)
  await appendSummary(summary)
  await writeWhole(paths.record, `${JSON.stringify(record, null, 2)}\n`)
  await writeWhole(paths.report, summary)
  setOutputs({ verdict: record.judgement.verdict, 'run-id': record.run.id, ...paths })
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
    markdown: renderComment(report, { key }),
  })
  if (published.outcome === 'refused') annotate('warning', published.warning)
  if ('url' in published && published.url !== undefined) setOutputs({ 'comment-url': published.url })
}

/** Two jobs, or two legs of a matrix that compare other things, keep comments of their own. */
function defaultKey(
  { workflow, job }: EventSubject,
  { services, workingDirectory, service }: ActionInputs,
): string {
  const place = workingDirectory === '.' ? [] : [workingDirectory]
  const pair = [service['service-name'], service.baseline, service.candidate].filter(
    (part) => part !== undefined,
  )
  return [workflow ?? 'workflow', job ?? 'job', ...place, ...services, ...pair].join('/')
}

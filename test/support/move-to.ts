import { expect } from 'vitest'
import { isImageFinding } from '../../src/core/domain/finding.js'
import { answerScript, restlessSource, wellBehaved } from './bad-services.js'
import { configOf, configPath } from './compare-config.js'
import { mainEngine } from './engines.js'
import { leftovers } from './leftovers.js'
import { makeRepository } from './repository.js'
import { compareJson } from './run-cli.js'

export const ready = 'ready: { http: /health, timeout: 60s }\n'
export const smoke = 'smoke:\n  api:\n    - http: GET /health\n      status: 200\n'
const usual = 'run: { port: 8000 }\n'

/**
 * A run with this candidate beside a baseline that behaves; whatever it comes to, nothing of it is left. Only the candidate
 * is short of time: the baseline has all that a busy machine may need.
 */
export async function moveTo(candidate: string, rest: string, readyWithin = '30s') {
  const host = await mainEngine()
  await using repository = await makeRepository({
    ...answerScript,
    ...restlessSource,
    Dockerfile: wellBehaved,
    'Dockerfile.candidate': candidate,
    [configPath]: configOf(
      /^run:/m.test(rest) ? rest : `${usual}${rest}`,
      'web',
      `run: { stop-timeout: 3s }, ready: { timeout: ${readyWithin} }`,
    ),
  })
  const { record, exitCode, runId, stdout } = await compareJson({ cwd: repository.folder, host })
  expect(await leftovers(host, runId)).toEqual([])
  const starts = record.facts.starts.filter(({ ref }) => ref.role === 'candidate')
  const timed = starts.filter(({ purpose }) => purpose === 'timed')
  const baseline = record.facts.starts.filter(({ ref }) => ref.role === 'baseline')
  expect(baseline.map(({ failure }) => failure)).toEqual(baseline.map(() => undefined))
  const findings = record.judgement.findings.filter((one) => !isImageFinding(one))
  return { record, exitCode, timed, findings, stdout }
}

import { beforeAll, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson } from '../support/run-cli.js'
import { healthy, running, serve } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

/** Answers each request by a script, as CGI. */
const scripted = (script: string, command = serve(8000)): string =>
  running(command, [
    'RUN mkdir -p /www/cgi-bin && echo ok > /www/health',
    `RUN printf '#!/bin/sh\\n${script}\\nprintf "Content-Type: text/plain\\\\r\\\\n\\\\r\\\\nok"\\n' > /www/cgi-bin/ask && chmod +x /www/cgi-bin/ask`,
  ])

/** In the second slice of a candidate: the first is the warm-up, of twenty requests like all of them. */
const untilAsked = 'until [ "$(wc -l < /asked)" -ge 30 ]; do sleep 0.05; done'

const load = `load: { path: /cgi-bin/ask, rate: 40/s, duration: 3s }
`

async function compareUnderLoad(baseline: string, candidate: string, rest: string) {
  await using repository = await makeRepository({
    Dockerfile: baseline,
    'Dockerfile.candidate': candidate,
    [configPath]: configOf(rest),
  })
  const run = await compareJson({ cwd: repository.folder, host })
  expect(await leftovers(host, run.runId)).toEqual([])
  return run
}

describe('latency under load', () => {
  it('finds a candidate that takes longer for each answer, and fails its budget on the evidence of the slices', async () => {
    const { record, exitCode } = await compareUnderLoad(
      scripted(':'),
      scripted('sleep 2'),
      `${load}budgets:
  latency-p50: { migration: { fail: 0% } }
`,
    )
    const [baseline, candidate] = record.facts.loads ?? []
    expect(baseline).toMatchObject({ slices: 6, requests: 120, failed: 0 })
    expect(candidate).toMatchObject({ slices: 6, requests: 120, failed: 0 })
    expect(candidate?.latency?.p50Ms).toBeGreaterThanOrEqual(2000)
    expect(baseline?.latency?.p50Ms).toBeLessThan(candidate?.latency?.p50Ms ?? 0)
    const compared = record.judgement.comparisons.find(({ metric }) => metric === 'latency-p50')
    expect(compared).toMatchObject({
      pairs: 6,
      verdict: 'worse',
      baseline: baseline?.latency?.p50Ms,
      candidate: candidate?.latency?.p50Ms,
    })
    expect(compared?.interval?.low).toBeGreaterThan(0)
    expect(record.judgement.findings.map(({ tag, level }) => `${tag} ${level}`)).toContain(
      'migration-exceeded fail',
    )
    expect(exitCode).toBe(1)
  })

  it('tells of a candidate that goes down under load, with what became of it', async () => {
    const { record, exitCode } = await compareUnderLoad(
      scripted(':'),
      scripted('echo >> /asked', `touch /asked; busybox httpd -p 8000 -h /www; ${untilAsked}; exit 7`),
      load,
    )
    expect(record.judgement.findings[0]).toMatchObject({
      tag: 'load-failed',
      level: 'fail',
      because: 'ended',
      ref: { role: 'candidate' },
      failure: { reason: 'exited', exitCode: 7 },
    })
    expect(exitCode).toBe(1)
  })

  it('fails a candidate that answers the path with errors where the baseline does not', async () => {
    const { record } = await compareUnderLoad(scripted(':'), healthy(), load)
    expect(record.judgement.findings[0]).toMatchObject({
      tag: 'load-failed',
      level: 'fail',
      because: 'unanswered',
      ref: { role: 'candidate' },
      failure: { message: 'answered 404' },
    })
    const compared = record.judgement.comparisons.find(({ metric }) => metric === 'latency-p95')
    expect(compared?.absent?.candidate).toBe('no request was answered')
  })
})

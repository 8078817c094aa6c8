import { expect, it } from 'vitest'
import { configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { runCli } from '../support/run-cli.js'
import { healthy, slowStep } from '../support/services.js'

it('an env-file that is not there ends the run as wrong usage, and the build beside it leaves nothing', async () => {
  const host = await mainEngine()
  await using repository = await makeRepository({
    Dockerfile: `${healthy()}${slowStep(120)}`,
    'Dockerfile.candidate': healthy(),
    [configPath]: `version: 1
services:
  web:
    baseline: { dockerfile: Dockerfile }
    candidate: { dockerfile: Dockerfile.candidate, run: { env-file: none.env } }
    run: { port: 8000 }
`,
  })
  const run = await runCli(['compare'], { cwd: repository.folder, host })
  expect(run.exitCode).toBe(2)
  expect(run.stderr).toContain('cannot read env-file none.env')
  expect(await leftovers(host, run.runId)).toEqual([])
})

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import { runCli } from '../support/run-cli.js'
import { healthy } from '../support/services.js'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

it('an env-file that is not there is told at its line, before anything is built', async () => {
  const host = await mainEngine()
  await using repository = await makeRepository({
    Dockerfile: healthy(),
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
  expect(run.stderr).toContain(
    '.github/container-migrate.yml:5:5  services.web.candidate.run.env-file: cannot read env-file none.env: it is not there',
  )
  expect(run.stderr).not.toContain('preparing')
})

it('a folder that is gone, and a plan that is none, are the user’s to mend, and told as such', async () => {
  const host = await mainEngine()
  await using repository = await makeRepository({ 'plan.json': '{' })
  const cwd = repository.folder
  const measure = async (plan: string) => {
    const { exitCode, stderr } = await runCli(
      `measure --shard 1/1 --record r.json --plan ${plan}`.split(' '),
      {
        cwd,
        host,
      },
    )
    return [exitCode, stderr.trim()]
  }
  expect(await measure('nope.json')).toEqual([
    2,
    'container-migrate: cannot read the plan nope.json: there is no such file',
  ])
  expect(await measure('plan.json')).toEqual([
    2,
    'container-migrate: cannot read the plan plan.json: it is not JSON',
  ])
  expect(await measure('.')).toEqual([2, 'container-migrate: cannot read the plan .: it is a folder'])
  const gone = spawnSync(
    'sh',
    ['-c', `mkdir gone && cd gone && rmdir ../gone && ${process.execPath} ${cli} compare`],
    {
      cwd,
      encoding: 'utf8',
    },
  )
  expect([gone.status, gone.stderr]).toEqual([
    2,
    'container-migrate: the folder that this was started in is gone: change to one that is there\n',
  ])
})

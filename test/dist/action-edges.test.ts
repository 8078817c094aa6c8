import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { startGithub } from '../support/github/server.js'
import { tokens } from '../support/github/tokens.js'
import { leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { type ActionRequest, pullRequestEvent, runAction } from '../support/run-action.js'
import { healthy, withCommand } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const suite = 'smoke:\n  api:\n    - http: GET /health\n      contains: healthy\n'
const good = {
  Dockerfile: healthy(),
  'Dockerfile.candidate': healthy(),
  [configPath]: configOf(suite),
}
const bad = { ...good, 'Dockerfile.candidate': withCommand('true') }

const act = async (files: Record<string, string>, request: Partial<ActionRequest> = {}) => {
  await using repository = await makeRepository(files)
  return await runAction({ workspace: repository.folder, host, ...request })
}

describe('the action, given less than it may expect', () => {
  it('takes inputs that are all empty for inputs that are not there', async () => {
    const manifest = fileURLToPath(new URL('../../action.yml', import.meta.url))
    const { inputs } = parse(await readFile(manifest, 'utf8')) as { inputs: Record<string, unknown> }
    const empty = Object.fromEntries(Object.keys(inputs).map((name) => [name, ' \n']))
    const { exitCode, outputs, log } = await act(good, { inputs: empty })
    expect(exitCode).toBe(0)
    expect(outputs.verdict).toBe('pass')
    expect(log).toContain('No comment was written: there is no token')
  })

  it('keeps its verdict, and tells it, where neither outputs nor summary can be written', async () => {
    const { exitCode, log } = await act(bad, {
      inputs: { comment: 'never' },
      env: { GITHUB_OUTPUT: '/dev/null/output', GITHUB_STEP_SUMMARY: '/dev/null/summary' },
    })
    expect(exitCode).toBe(1)
    expect(log).toMatch(/^::error .*GET \/health/m)
    for (const what of ['job summary', 'outputs', 'run record and the report'])
      expect(log).toMatch(
        new RegExp(`^::warning::The ${what} could not be written; the verdict is the same`, 'm'),
      )
    expect(log).not.toMatch(/\n\s+at /)
  })

  it('tells everything else where there is no summary, and the event is garbage', async () => {
    const { exitCode, outputs, summary, log } = await act(good, {
      inputs: { comment: 'never' },
      eventText: '{"pull_request": nonsense',
      env: { GITHUB_STEP_SUMMARY: '' },
    })
    expect(exitCode).toBe(0)
    expect(outputs).toMatchObject({ verdict: 'pass', report: expect.stringContaining('report.md') })
    expect(summary).toBe('')
    expect(log.match(/^::warning::The event's payload/gm)).toHaveLength(1)
  })

  it('refuses inputs that describe a service which a config describes, instead of passing over them', async () => {
    const { exitCode, log } = await act(good, { inputs: { 'image-size': '1kB' } })
    expect(exitCode).toBe(2)
    expect(log).toMatch(/^::error::image-size: describes one service by inputs/m)
  })

  it('compares only the services named, by commas or line ends', async () => {
    const two = `${configOf(suite, 'web')}${configOf(suite, 'api').split('services:\n')[1]}`
    const files = { ...good, [configPath]: two }
    const { exitCode, outputs, summary } = await act(files, {
      inputs: { services: ' web,\n', comment: 'never' },
    })
    expect(exitCode).toBe(0)
    expect(outputs.verdict).toBe('pass')
    expect(summary).toContain('`web`')
    expect(summary).not.toContain('`api`: baseline')
    const none = await act(files, { inputs: { services: 'web, nope' } })
    expect(none.exitCode).toBe(2)
    expect(none.log).toContain('no service nope in the config: it has web, api')
  })

  it('names files as the repository does, wherever it works, in the errors of a config and in findings', async () => {
    const inFolder = (files: Record<string, string>) =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`services/web/${path}`, text]))
    const inputs = { 'working-directory': 'services/web', comment: 'never' }
    const place = String.raw`file=services/web/\.github/container-migrate\.yml,line=\d+,col=\d+`
    const wrong = await act(inFolder({ ...good, [configPath]: configOf('smok: {}\nbudget: {}\n') }), {
      inputs,
    })
    expect(wrong.exitCode).toBe(2)
    expect(wrong.log.match(new RegExp(`^::error ${place}::.*did you mean`, 'gm'))).toHaveLength(2)
    const broken = await act(inFolder(bad), { inputs })
    expect(broken.exitCode).toBe(1)
    expect(broken.log).toMatch(new RegExp(`^::error ${place}::.*GET /health`, 'm'))
  })

  it('annotates nothing that is merely assumed', async () => {
    const { log } = await act(
      { ...good, [configPath]: configOf(`${suite}ready: { timeout: 30s }\n`) },
      {
        inputs: { comment: 'never' },
      },
    )
    expect(log).toContain('it has no `ready`')
    expect(log).not.toMatch(/^::notice/m)
  })
})

describe('a cancelled action', () => {
  it('ends with 130, leaves nothing on the engine, and leaves the comment as it was', async () => {
    const github = await startGithub()
    try {
      const slow = configOf("smoke:\n  slow:\n    - exec: [sleep, '60']\n      timeout: 2m\n")
      const run = await act(
        { ...good, [configPath]: slow },
        {
          inputs: { 'github-token': tokens.workflow, comment: 'on-failure' },
          event: pullRequestEvent(github.pullRequest),
          env: { GITHUB_API_URL: github.url },
          onOutput: {
            matches: /running smoke suites/,
            // As the runner does: SIGINT, and SIGTERM 7.5 s later.
            act: (pid) => {
              process.kill(pid, 'SIGINT')
              setTimeout(() => process.kill(pid, 'SIGTERM'), 300)
            },
          },
        },
      )
      expect(run).toMatchObject({ exitCode: 130, signal: null })
      expect(await leftovers(host, run.state['run-id'])).toEqual([])
      expect(run.outputs.verdict).toBe('inconclusive')
      expect(run.summary).toContain('The run was cancelled before it was done')
      expect(github.comments.all).toEqual([])
    } finally {
      await github.close()
    }
  })

  it('writes a comment on failure only, and updates it once the failure is mended', async () => {
    const github = await startGithub()
    try {
      const common = {
        inputs: { 'github-token': tokens.workflow, comment: 'on-failure', 'comment-key': 'ours' },
        event: pullRequestEvent(github.pullRequest),
        env: { GITHUB_API_URL: github.url },
      }
      await act(good, common)
      expect(github.comments.all).toHaveLength(0)
      await act(bad, common)
      expect(github.comments.all).toHaveLength(1)
      expect(github.comments.all[0]?.body).toMatch(/^<!-- container-migrate:ours -->/)
      const { outputs } = await act(good, common)
      expect(github.comments.all).toHaveLength(1)
      expect(github.comments.all[0]?.body).toContain('container-migrate: pass')
      expect(outputs['comment-url']).toContain('/pull/7#issuecomment-')
    } finally {
      await github.close()
    }
  })
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../src/core/record/parse-plan.js'
import { configPath } from '../support/compare-config.js'
import { makeGitWorkshop } from '../support/git.js'
import { makeRepository } from '../support/repository.js'
import { runCli } from '../support/run-cli.js'

const host = 'unix:///nowhere/docker.sock'
const config = `version: 1
defaults: { run: { port: 80 }, ready: { http: / } }
services:
${['auth', 'backend', 'mail']
  .map(
    (name) => `  ${name}:
    baseline: { image: "${name}:1" }
    candidate: { image: "${name}:2" }
    smoke: { api: [{ http: GET / }], e2e: [{ run: npm test }] }`,
  )
  .join('\n')}
`
const plan = async (args: readonly string[], files: Readonly<Record<string, string>> = {}) => {
  await using repository = await makeRepository({ [configPath]: config, ...files })
  return await runCli(['plan', ...args], { cwd: repository.folder, host })
}

describe('plan, the built command', () => {
  it('writes a plan that it reads again to standard output, without an engine', async () => {
    const { exitCode, stdout, stderr } = await plan(['--json', '--shards', '7'])
    expect({ exitCode, parsed: parsePlan(JSON.parse(stdout)) }).toMatchObject({
      exitCode: 0,
      parsed: { outcome: 'parsed', plan: { scope: { by: 'all' }, shards: { length: 7 } } },
    })
    expect(stderr).toContain('is guessed from the config')
  })

  it('makes the same plan from the same in another folder', async () => {
    const ids = await Promise.all([plan(['--json']), plan(['--json'])])
    expect(ids[0]?.stdout).toBe(ids[1]?.stdout)
  })

  it('tells a reader at the terminal who does what', async () => {
    const { stdout } = await plan(['--service', 'auth', '--service', 'mail', '--max-shards', '1'])
    expect(stdout).toMatch(
      /^2 services on 1 shard: about \d+ min if all run at once\nThe services that were asked for\./,
    )
    expect(stdout).toMatch(/shard 1\/1 .* auth, mail$/m)
  })

  it('spreads what earlier runs saw to be long, and keeps it whole where it is told to', async () => {
    const spent = [{ service: 'auth', what: 'suite', suite: 'e2e', durationMs: 1_800_000 }]
    const run = { id: 'a', startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1 }
    const files = {
      'old/record.json': JSON.stringify({ recordVersion: 1, run, facts: { spent } }),
      'old/bad.json': '{',
    }
    const spread = await plan(['--json', '--durations', 'old', '--shards', '4'], files)
    const { builds, shards } = JSON.parse(spread.stdout)
    expect(builds.length).toBeGreaterThan(0)
    expect(shards.some(({ estimateMs }: { estimateMs: number }) => estimateMs > 900_000)).toBe(true)
    expect(spread.stderr).toContain('no durations from old/bad.json: it is not JSON')
    const whole = await plan(['--json', '--durations', 'old', '--shards', '4', '--whole'], files)
    expect(JSON.parse(whole.stdout)).toMatchObject({ builds: [], shards: { length: 4 } })
  })

  it.each([
    [['--registry', 'Ghcr.io/Org'], 'registry: "Ghcr.io/Org" is no repository'],
    [['--registry', 'ghcr.io/org/images:1'], 'is no repository'],
    [['--shards', '0'], 'shards'],
    [['--shards', '300'], 'shards'],
    [['--service', 'nobody'], 'no service nobody in the config: it has auth, backend, mail'],
    [['--config', 'none.yml'], 'cannot read the config none.yml'],
  ])('refuses %j and says why', async (args, said) => {
    const { exitCode, stdout, stderr } = await plan(args)
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(said),
    })
  })

  it('takes only what changed since the merge base, and names the rest as unchanged', async () => {
    await using git = await makeGitWorkshop()
    const dockerfile = (name: string) => ({
      [`${name}/Dockerfile`]: 'FROM scratch\n',
      [`${name}/alpine.Dockerfile`]: 'FROM scratch\n',
    })
    const repo = await git.make('repo', {
      [configPath]: `version: 1
defaults: { run: { port: 80 }, ready: { http: / } }
services:
  auth: { baseline: { dockerfile: auth/Dockerfile }, candidate: { dockerfile: auth/alpine.Dockerfile } }
  mail: { baseline: { dockerfile: mail/Dockerfile }, candidate: { dockerfile: mail/alpine.Dockerfile } }
`,
      ...dockerfile('auth'),
      ...dockerfile('mail'),
    })
    const base = await repo.git('rev-parse', 'HEAD')
    await repo.git('checkout', '--quiet', '-b', 'change')
    const since = async (...args: string[]) => {
      const { stdout } = await runCli(['plan', '--json', ...args], {
        cwd: repo.folder,
        host,
        env: { GITHUB_EVENT_NAME: '' },
      })
      return JSON.parse(stdout)
    }
    await repo.commit({ 'mail/main.c': 'int main;' })
    const scope = { by: 'changed', mergeBase: base }
    expect(await since('--base', 'main')).toMatchObject({
      scope,
      unchanged: ['auth'],
      config: { services: [{ name: 'mail' }] },
      shards: [{ units: [{ unit: 'timed', service: 'mail' }] }],
    })
    await repo.git('checkout', '--quiet', '-b', 'other', 'main')
    await repo.commit({ 'README.md': 'hello' })
    expect(await since('--base', 'main')).toMatchObject({ scope, unchanged: ['auth', 'mail'], shards: [] })
    expect(await since('--all')).toMatchObject({ scope: { by: 'all' }, unchanged: [] })
  })

  it('plans a thousand services', async () => {
    await using repository = await makeRepository({})
    const names = Array.from({ length: 1000 }, (_, index) => `service-${index}`)
    const many = names.map(
      (name) => `  ${name}: { baseline: { image: "${name}:1" }, candidate: { image: "${name}:2" } }`,
    )
    await writeFile(
      join(repository.folder, 'many.yml'),
      `version: 1\ndefaults: { run: { port: 80 } }\nservices:\n${many.join('\n')}\n`,
    )
    const { stdout } = await runCli(['plan', '--json', '--config', 'many.yml'], {
      cwd: repository.folder,
      host,
    })
    const parsed = parsePlan(JSON.parse(stdout))
    expect(parsed).toMatchObject({ outcome: 'parsed' })
    if (parsed.outcome === 'parsed')
      expect(parsed.plan.shards.flatMap(({ units }) => units)).toHaveLength(1000)
  })
})

import { describe, expect, it } from 'vitest'
import { errorsOf, onlyService, parsedConfig } from './parsed.js'

const withProcess = (lines: string, rest = '') => `version: 1
services:
  api:
    baseline:
      process: node server.js
${lines.replace(/^(?=.)/gm, '      ')}
    candidate: { image: "api:alpine" }
${rest.replace(/^(?=.)/gm, '    ')}
`

describe('a process as a variant', () => {
  it('is a line for the shell, or words without one', () => {
    const service = onlyService(parsedConfig(withProcess('')))
    expect(service.baseline.source).toEqual({
      from: 'process',
      command: ['sh', '-c', 'node server.js'],
      cwd: '.',
    })
    const words = withProcess('cwd: server').replace('node server.js', '[node, server.js, 8080]')
    expect(onlyService(parsedConfig(words)).baseline.source).toEqual({
      from: 'process',
      command: ['node', 'server.js', '8080'],
      cwd: 'server',
    })
  })

  it('takes its own env file before one further out', () => {
    const text = withProcess('env-file: own.env', 'run: { env-file: shared.env, env: { A: "1" } }')
    const { baseline, candidate } = onlyService(parsedConfig(text))
    expect(baseline.run).toMatchObject({ envFile: 'own.env', env: { A: '1' } })
    expect(candidate.run.envFile).toBe('shared.env')
  })

  it('may not be given what only a container can have, each at its line', () => {
    const run = 'run: { memory: 64MB, cpus: 1, read-only: true, tmpfs: [], user: "1" }'
    expect(errorsOf(withProcess(run))).toEqual([
      'c.yml:6:14  services.api.baseline.run.memory: holds for containers only: a process on the runner cannot be limited like that',
      'c.yml:6:28  services.api.baseline.run.cpus: holds for containers only: a process on the runner cannot be limited like that',
      'c.yml:6:37  services.api.baseline.run.read-only: holds for containers only: a process has the folders of the runner',
      'c.yml:6:65  services.api.baseline.run.user: holds for containers only: a process runs as the user that the run has',
    ])
    expect(errorsOf(withProcess('platform: linux/amd64\ncontext: .'))).toEqual([
      'c.yml:6:7  services.api.baseline.platform: belongs to an image: a process runs on the runner as it is',
      'c.yml:7:7  services.api.baseline.context: belongs to a `dockerfile`: nothing is built here',
    ])
    expect(errorsOf(withProcess('env-file: a\nrun: { env-file: b }'))[0]).toContain('is given twice')
  })

  it('is not reached by limits of the service, and that is said', () => {
    const text = withProcess('', 'run: { memory: 64MB, cap-drop: [ALL], read-only: false }')
    const config = parsedConfig(text)
    const { baseline, candidate } = onlyService(config)
    expect(baseline.run).not.toHaveProperty('memoryBytes')
    expect(baseline.run.capDrop).toEqual([])
    expect(candidate.run).toMatchObject({ memoryBytes: 64e6, capDrop: ['ALL'] })
    expect(config.assumptions.slice(-2)).toEqual([
      expect.stringContaining('api: the baseline is a process and the candidate a container: the memory'),
      "api: `run.memory`, `run.cap-drop` hold for the candidate's container only, not for the baseline.",
    ])
  })

  it('has no health check to wait for', () => {
    expect(errorsOf(withProcess('', 'ready: { healthcheck: true }'))).toEqual([
      "c.yml:8:14  services.api.ready.healthcheck: asks for an image's HEALTHCHECK, and the baseline of `api` is a process: give it a `ready` of its own",
    ])
    const own = withProcess('ready: { log: up }', 'ready: { healthcheck: true }')
    expect(onlyService(parsedConfig(own)).baseline.ready.conditions).toEqual([{ by: 'log', text: 'up' }])
  })

  it('needs a port of its own where both variants are processes under load', () => {
    const both = (port: number) =>
      withProcess('', 'run: { port: 80 }\nload: { path: /, rate: 50/s, duration: 20s }').replace(
        '{ image: "api:alpine" }',
        `{ process: node other.js, run: { port: ${port} } }`,
      )
    expect(errorsOf(both(80))).toEqual([expect.stringContaining('two processes cannot have one port')])
    expect(errorsOf(both(81))).toEqual([])
  })

  it('alone has a folder and an env file', () => {
    const image =
      'version: 1\nservices:\n  api:\n    baseline: { image: a, cwd: b }\n    candidate: { dockerfile: D, env-file: e }\n'
    expect(errorsOf(image)).toEqual([
      'c.yml:4:27  services.api.baseline.cwd: belongs to a `process`: an image has its own',
      'c.yml:5:33  services.api.candidate.env-file: belongs in `run` here, or to a `process`',
    ])
  })
})

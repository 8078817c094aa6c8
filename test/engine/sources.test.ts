import { beforeAll, describe, expect, it } from 'vitest'
import { startRegistry, whyNoRegistry } from '../../scripts/engine/registry.mjs'
import { configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { healthy } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const ownRegistry = async () => {
  const registry = await startRegistry()
  return { ...registry, [Symbol.asyncDispose]: registry.stop }
}

const config = (baseline: string, candidate: string) => `version: 1
services:
  web:
    samples: { min: 1, max: 1 }
    baseline: { ${baseline} }
    candidate: { ${candidate} }
    run: { port: 8000 }
    ready: { http: /health, timeout: 60s }
`

describe('sources', () => {
  it('can be an image that is there and an archive; the image stays, the archive’s goes', async () => {
    const [image, archived] = [
      `cm-test-sources-${process.pid}:there`,
      `cm-test-sources-${process.pid}:archived`,
    ]
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      [configPath]: config(`image: "${image}"`, 'archive: web.tar'),
    })
    try {
      await docker(host, 'build', '--quiet', '--tag', image, repository.folder)
      await docker(host, 'tag', image, archived)
      await docker(host, 'save', '--output', `${repository.folder}/web.tar`, archived)
      await docker(host, 'rmi', archived)
      const { record, exitCode, runId } = await compareJson({ cwd: repository.folder, host })
      expect(exitCode).toBe(0)
      expect(record.facts.prepared.map(({ outcome }) => outcome)).toEqual(['present', 'loaded'])
      const [baseline, candidate] = record.facts.prepared
      expect(candidate?.image?.unpackedBytes).toBe(baseline?.image?.unpackedBytes)
      expect(await leftovers(host, runId)).toEqual([])
      expect(await docker(host, 'images', '--quiet', image)).not.toBe('')
      expect(await docker(host, 'images', '--quiet', archived)).toBe('')
    } finally {
      await docker(host, 'rmi', '--force', image)
    }
  })

  it.skipIf(whyNoRegistry() !== undefined)(
    'can be an image that is pulled, which goes again with the run',
    async () => {
      await using registry = await ownRegistry()
      const image = `${registry.address}/team/web:1`
      await using repository = await makeRepository({
        Dockerfile: healthy(),
        [configPath]: config(`image: "${image}"`, `image: "${registry.address}/team/never-built:1"`),
      })
      await docker(host, 'build', '--quiet', '--tag', image, repository.folder)
      await docker(host, 'push', '--quiet', image)
      await docker(host, 'rmi', image)
      const { record, exitCode, runId } = await compareJson({ cwd: repository.folder, host })
      expect(record.facts.prepared.map(({ outcome, failure }) => failure?.reason ?? outcome)).toEqual([
        'pulled',
        'image-missing',
      ])
      expect(exitCode).toBe(1)
      expect(await docker(host, 'images', '--quiet', image)).toBe('')
      expect(await leftovers(host, runId)).toEqual([])
    },
  )

  it('that cannot be read are named; one whose registry cannot be reached is the machine’s failure', async () => {
    await using repository = await makeRepository({
      'broken.tar': 'this is no archive',
      [configPath]: config('archive: broken.tar', 'image: "127.0.0.1:1/never:1"'),
    })
    const { record, exitCode } = await compareJson({ cwd: repository.folder, host })
    expect(record.facts.prepared.map(({ failure }) => failure?.reason)).toEqual([
      'archive-unreadable',
      'registry-unreachable',
    ])
    expect(record.judgement.verdict).toBe('inconclusive')
    expect(exitCode).toBe(3)
  })

  it('that come in a later version are refused where they stand', async () => {
    await using repository = await makeRepository({
      [configPath]: config('compose: docker-compose.yml', 'compose: docker-compose.alpine.yml'),
    })
    const run = await runCli(['compare'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain(`${configPath}:5:`)
    expect(run.stderr).toContain(`${configPath}:6:`)
  })

  it('are found where a Dockerfile lies beside its migration, and what was assumed is said', async () => {
    await using repository = await makeRepository({
      Dockerfile: `${healthy()}EXPOSE 8000\n`,
      'Dockerfile.alpine': `${healthy()}EXPOSE 8000\n`,
    })
    const { record, exitCode, stderr } = await compareJson({ cwd: repository.folder, host })
    expect(exitCode).toBe(0)
    expect(record.config.origin).toBe('discovered')
    expect(stderr).toContain('`Dockerfile.alpine` was found beside `Dockerfile`')
  })

  it('can be proposed by init, which never writes over a file', async () => {
    await using repository = await makeRepository({ Dockerfile: healthy(), 'Dockerfile.slim': healthy() })
    const request = { cwd: repository.folder, host }
    const first = await runCli(['init'], request)
    expect(first.stdout).toContain(`written  ${configPath}`)
    expect(first.exitCode).toBe(0)
    const doctor = await runCli(['doctor'], request)
    expect(doctor.stdout).toContain(`✓ ${configPath}`)
    const second = await runCli(['init'], request)
    expect(second.stdout).toContain(`kept     ${configPath}`)
  })
})

import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { discoverPairs } from '../../../src/core/config/discover.js'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { proposeConfig } from '../../../src/core/init/propose-config.js'
import { proposedWorkflow } from '../../../src/core/init/propose-workflow.js'

const nothing = { ports: {}, healthPaths: {} }

describe('a proposed config', () => {
  it.each([
    ['pairs', ['Dockerfile', 'Dockerfile.alpine', 'docker/web.Dockerfile', 'docker/web.alpine.Dockerfile']],
    ['a folder with a difficult name', ['my # app: x/Dockerfile', 'my # app: x/Dockerfile.slim']],
    ['nothing', []],
  ])('from %s is one that parses', (_, files) => {
    const { pairs } = discoverPairs(files)
    const text = proposeConfig(pairs, { ...nothing, ports: { 'Dockerfile.alpine': 3000 } }, 'schema.json')
    const parsed = parseConfig(text, 'proposed.yml')
    expect(parsed).toMatchObject({ outcome: 'parsed' })
    if (parsed.outcome === 'invalid') return
    expect(parsed.config.services.map(({ candidate }) => candidate.source)).toMatchObject(
      pairs.length === 0
        ? [{ dockerfile: 'Dockerfile.alpine' }]
        : pairs.map(({ candidate, context }) => ({ dockerfile: candidate, context })),
    )
  })

  it('takes the port that a Dockerfile exposes', () => {
    const { pairs } = discoverPairs(['Dockerfile', 'Dockerfile.alpine'])
    expect(proposeConfig(pairs, { ...nothing, ports: { Dockerfile: 3000 } }, 's')).toContain('port: 3000')
  })

  it('asks for what a health check asks for', () => {
    const { pairs } = discoverPairs(['Dockerfile', 'Dockerfile.alpine'])
    const healthPaths = { Dockerfile: '/healthz' }
    const parsed = parseConfig(proposeConfig(pairs, { ...nothing, healthPaths }, 's'), 'proposed.yml')
    if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed))
    expect(JSON.stringify(parsed.config.services)).toContain('"path":"/healthz"')
    expect(parsed.config.services[0]?.smoke).toHaveLength(1)
  })
})

describe('the proposed workflow', () => {
  it('asks for no more rights than it needs and ends by itself', () => {
    const { permissions, jobs } = parse(proposedWorkflow)
    expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write' })
    expect(jobs.compare['timeout-minutes']).toBeGreaterThan(0)
  })
})

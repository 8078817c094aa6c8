import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { inputsOfService } from '../../../src/core/plan/inputs-of-service.js'

function inputsOf(yaml: string, place = { top: '/shop', folder: '' }) {
  const parsed = parseConfig(`version: 1\nservices:\n  one:\n${yaml}`, 'config.yml')
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors))
  const [service] = parsed.config.services
  if (service === undefined) throw new Error('no service')
  return inputsOfService(service, place)
}

const image = '    candidate: { image: "alpine:3" }\n'

describe('what goes into a service', () => {
  it('of images alone is nothing of the repository', () => {
    expect(inputsOf(`    baseline: { image: "debian:12" }\n${image}`)).toEqual({
      named: [],
      contexts: [],
      mustBeTracked: [],
      outside: [],
    })
  })

  it('is a context once where both variants share it with their Dockerfile', () => {
    const source = '{ dockerfile: docker/Dockerfile, context: ., target: one }'
    const { contexts } = inputsOf(`    baseline: ${source}\n    candidate: ${source}\n`)
    expect(contexts).toEqual([{ context: '', dockerfile: 'docker/Dockerfile' }])
  })

  it('is a named context where it is a folder or a layout, and not where it is an image, a stage or a URL', () => {
    const contexts =
      '{ a: libs/a, b: "oci-layout://out/base:1@sha256:00", c: "docker-image://alpine:3", d: "target:x", e: "https://example.test/x.git", f: ../away }'
    const source = `{ dockerfile: Dockerfile, build-contexts: ${contexts} }`
    expect(inputsOf(`    baseline: ${source}\n${image}`)).toMatchObject({
      named: ['libs/a', 'out/base'],
      outside: ['../away'],
    })
  })

  it('is nothing of a context that the builder fetches itself', () => {
    const source = '{ dockerfile: Dockerfile, context: "https://example.test/shop.git" }'
    expect(inputsOf(`    baseline: ${source}\n${image}`)).toMatchObject({ contexts: [], outside: [] })
  })

  it('is a path that is mounted, and not a volume of the engine or a folder of the machine', () => {
    const run = '    run: { volumes: ["./data:/a", "cache:/b", "/etc/ssl:/c", "~/x:/d", "../x:/e"] }\n'
    const place = { top: '/shop', folder: 'apps' }
    expect(inputsOf(`    baseline: { image: "debian:12" }\n${image}${run}`, place)).toMatchObject({
      named: ['apps/data', 'x'],
      outside: [],
    })
  })

  it('is what a process names below its own folder', () => {
    const process = '{ process: "node src/server.js", cwd: server, env-file: .env }'
    const { named, mustBeTracked } = inputsOf(`    baseline: ${process}\n${image}    run: { port: 80 }\n`)
    expect(named).toContain('server')
    expect(named).toContain('server/src/server.js')
    expect(mustBeTracked).toEqual(['.env'])
  })
})

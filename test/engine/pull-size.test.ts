import { beforeAll, describe, expect, it } from 'vitest'
import { configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import { compareJson } from '../support/run-cli.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const service = (name: string, budgets: string) => `  ${name}:
    baseline: { image: 'local/debian:bookworm' }
    candidate: { dockerfile: Dockerfile }
    run: { command: [sleep, '60'] }
    ready: { exec: ['true'] }
    samples: { min: 1, max: 1 }
    smoke: { api: [{ exec: ['true'] }] }
    ${budgets}
`

describe('the pull size of a large layer', () => {
  it('is estimated where no budget asks for it, and said to be; with a budget, all of it is compressed', async () => {
    await using repository = await makeRepository({
      Dockerfile: 'FROM local/debian:bookworm\nRUN cat /usr/bin/* /usr/lib/*/*.so* > /more\n',
      [configPath]: `version: 1
services:
${service('asked', 'budgets: { pull-size: 1GB }')}${service('unasked', '')}`,
    })
    const { record, stderr } = await compareJson({ cwd: repository.folder, host })
    expect(stderr).not.toMatch(/✗|failed/)
    const imageOf = (name: string, role: string) => {
      const image = record.facts.prepared.find(({ ref }) => ref.service === name && ref.role === role)?.image
      if (image === undefined) throw new Error(`${name} has no ${role}`)
      return image
    }
    for (const role of ['baseline', 'candidate']) {
      const [asked, unasked] = [imageOf('asked', role), imageOf('unasked', role)]
      expect(asked).not.toHaveProperty('pullErrorBytes')
      const { pullErrorBytes = Number.NaN } = unasked
      expect(pullErrorBytes).toBeLessThan(0.06 * asked.pullBytes)
      expect(Math.abs(unasked.pullBytes - asked.pullBytes)).toBeLessThan(2 * pullErrorBytes)
      expect(asked.unpackedBytes).toBe(unasked.unpackedBytes)
    }
  })
})

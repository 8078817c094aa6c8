import { describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { type EngineFlavour, extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'
import { leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson } from '../support/run-cli.js'
import { healthy } from '../support/services.js'

const files = {
  Dockerfile: healthy({ extra: 'x'.repeat(20_000) }),
  'Dockerfile.candidate': healthy(),
  [configPath]: configOf('smoke:\n  api:\n    - http: GET /health\n    - exec: [test, -f, /www/health]\n'),
}

const sizesOn = async (host: string) => {
  await using repository = await makeRepository(files)
  const { record, exitCode, runId } = await compareJson({ cwd: repository.folder, host })
  expect(exitCode).toBe(0)
  // Notes are told of every engine: its server is deaf to SIGTERM, and runs as root.
  expect(record.judgement.findings.filter(({ level }) => level !== 'note')).toEqual([])
  expect(record.judgement.verdict).toBe('pass')
  expect(await leftovers(host, runId)).toEqual([])
  const bytes = record.facts.prepared.map(({ image }) => image?.unpackedBytes)
  return { bytes, store: record.facts.machine?.store, engine: record.facts.machine?.engineVersion }
}

describe.each([
  ['classic-20.10', 'classic', /^20\.10/],
  ['containerd-store', 'containerd', /^2\d\./],
] as const)('an engine of the flavour %s', async (flavour: EngineFlavour, store, version) => {
  it.skipIf((await whyUnavailable(flavour)) !== undefined)(
    'runs the whole path and gives the sizes that the main engine gives',
    async () => {
      await using engine = await extraEngine(flavour, { bases: ['local/musl:1'] })
      const other = await sizesOn(engine.host)
      const main = await sizesOn(await mainEngine())
      expect(other.store).toBe(store)
      expect(other.engine).toMatch(version)
      expect(other.bytes).toEqual(main.bytes)
    },
  )
})

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseAny } from '../../../src/core/record/parse-any.js'
import { parsePart } from '../../../src/core/record/parse-part.js'
import { aConfig, aService } from '../budgets/case.js'
import { sampleRecords } from '../report/samples/records.js'
import { factsOfRun, partOf, partsOf, planOf, unitsOf } from './merge/shared-run.js'

const config = aConfig(aService('web', { suites: { api: ['GET /'] } }), aService('worker'))
const facts = factsOfRun(config)
const plan = planOf(
  config,
  unitsOf(config).map((unit) => [unit]),
)
const interrupted = { reason: 'shard-lost', message: 'it ended without a word' } as const
const begun = partOf(
  plan,
  { prepared: [], measurements: [], starts: [], cells: [], interrupted },
  { stage: 'measure', shard: 1, done: [] },
)
const samples = [...partsOf(plan, facts), begun].map(
  (part, index) => [`${part.part.stage} ${part.part.shard} of ${index}`, part] as const,
)
const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("a shard's part", () => {
  it.each(samples)('comes back from its file as it was written (%s)', (_name, part) => {
    expect(parsePart(written(part))).toEqual({ outcome: 'parsed', part })
  })

  it.each([null, undefined, 7, 'x', [], {}, { recordVersion: 2, part: {} }, sampleRecords.pass()])(
    'is not %j',
    (document) => {
      expect(parsePart(document)).toMatchObject({ outcome: 'refused', path: 'recordVersion' })
    },
  )

  it.each([
    ['part.shard', { part: { ...begun.part, shard: 0 } }],
    ['part.of', { part: { ...begun.part, of: 1.5 } }],
    ['part.attempt', { part: { ...begun.part, attempt: -1 } }],
    ['part.done.0.unit', { part: { ...begun.part, done: [{ unit: 'half', service: 'web' }] } }],
    ['run.startedAt', { run: { ...begun.run, startedAt: 'yesterday' } }],
    ['facts.cells', { facts: { ...begun.facts, cells: {} } }],
    ['config', { config }],
  ])('that is damaged is refused with the place (%s)', (path, damage) => {
    expect(parsePart({ ...begun, ...damage })).toMatchObject({ outcome: 'refused', path })
  })
})

describe('a JSON file that a report is given', () => {
  it.each([
    ['part', begun],
    ['record', sampleRecords.fail()],
    ['beside', { imagesVersion: 1, plan: plan.id, images: [] }],
  ])('is known for what it is (%s)', (is, document) => {
    expect(parseAny(written(document)).is).toBe(is)
  })

  it.each([
    [{ name: 'a-package', version: '1.0.0' }, /neither a plan, nor a shard's part, nor a run record/],
    [{ ...begun, extra: 1 }, /should be a shard's part, but at extra/],
    [{ ...plan, extra: 1 }, /should be a plan, but at extra/],
    [{ ...plan, unchanged: ['other'] }, /should be a plan, but at id: the plan was changed/],
    [{ ...sampleRecords.pass(), facts: {} }, /should be a run record, but at facts/],
  ])('is refused with what it should be %#', (document, why) => {
    expect(parseAny(written(document))).toEqual({ is: 'refused', why: expect.stringMatching(why) })
  })
})

describe("the published schema of a shard's part", () => {
  const schema = JSON.parse(readFileSync('schema/part.schema.json', 'utf8'))
  const validate = new Ajv2020({
    strict: true,
    formats: { 'date-time': true },
    allowUnionTypes: true,
  }).compile(schema)

  it.each(samples)('accepts what we write (%s)', (_name, part) => {
    expect(validate(written(part)), JSON.stringify(validate.errors)).toBe(true)
  })

  it('refuses what we would refuse', () => {
    expect(validate({ ...begun, extra: 1 })).toBe(false)
    expect(validate({ ...begun, part: { ...begun.part, shard: 0 } })).toBe(false)
  })
})

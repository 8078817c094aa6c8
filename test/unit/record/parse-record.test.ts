import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseRecord } from '../../../src/core/record/parse-record.js'
import { sampleRecords } from '../report/samples/records.js'

const samples = Object.entries(sampleRecords)
const written = (make: () => unknown): unknown => JSON.parse(JSON.stringify(make()))

describe('a run record', () => {
  it.each(samples)('comes back from its file as it was written (%s)', (_name, make) => {
    expect(parseRecord(written(make))).toEqual({ outcome: 'parsed', record: make() })
  })

  it('of another version is refused with its reason', () => {
    const record = { ...(written(sampleRecords.pass) as object), recordVersion: 2 }
    expect(parseRecord(record)).toMatchObject({ outcome: 'refused', path: 'recordVersion' })
  })

  it.each([null, undefined, 7, 'x', [], {}])('is not %j', (document) => {
    expect(parseRecord(document)).toMatchObject({ outcome: 'refused' })
  })

  it('that is damaged is refused with the place', () => {
    const text = JSON.stringify(sampleRecords.fail()).replace('"outcome":"failed"', '"outcome":"perhaps"')
    const parsed = parseRecord(JSON.parse(text))
    expect(parsed).toMatchObject({
      outcome: 'refused',
      path: expect.stringMatching(/^facts\.cells\.\d+\.checks\.\d+\.outcome$/),
    })
  })

  it('with a member that nobody knows is refused: another version wrote it', () => {
    const record = { ...(written(sampleRecords.pass) as object), extra: 1 }
    expect(parseRecord(record)).toMatchObject({ outcome: 'refused', path: 'extra' })
  })
})

describe('the published schema of the run record', () => {
  const schema = JSON.parse(readFileSync('schema/run-record.schema.json', 'utf8'))
  const validate = new Ajv2020({
    strict: true,
    formats: { 'date-time': true },
    allowUnionTypes: true,
  }).compile(schema)

  it.each(samples)('accepts what we write (%s)', (_name, make) => {
    expect(validate(written(make)), JSON.stringify(validate.errors)).toBe(true)
  })

  it('refuses what we would refuse', () => {
    expect(validate({ ...(written(sampleRecords.pass) as object), extra: 1 })).toBe(false)
    expect(validate({ recordVersion: 1 })).toBe(false)
  })
})

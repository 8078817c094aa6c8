import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

const file = new URL('../../schema/capacity.schema.json', import.meta.url)
const validate = new Ajv2020({
  strict: true,
  allErrors: true,
  formats: { 'date-time': true },
  allowUnionTypes: true,
}).compile(JSON.parse(readFileSync(file, 'utf8')))

/** What the published schema has against a document. */
export const faultsOf = (document: unknown): readonly string[] => {
  validate(document)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

export const expectPublished = (document: unknown): void => {
  expect(faultsOf(JSON.parse(JSON.stringify(document)))).toEqual([])
}

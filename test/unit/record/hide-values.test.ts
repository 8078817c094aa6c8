import { expect, it } from 'vitest'
import { hideValues } from '../../../src/core/record/hide-values.js'

const part = {
  facts: { cells: [{ tail: ['it is secret-1', 'and secret-1-longer'], exitCode: 1 }], on: true },
}

it('a part keeps all but the secrets that stand in its texts, the longest first', () => {
  expect(hideValues(part, ['secret-1', 'secret-1-longer'])).toEqual({
    facts: { cells: [{ tail: ['it is ***', 'and ***'], exitCode: 1 }], on: true },
  })
})

it('a value that stands in many texts by chance is left', () => {
  expect(hideValues(part, ['', 'is', 'it is'])).toEqual(part)
})

import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/core/domain/finding.js'
import { firstOfEach } from '../../../src/core/report/model/reasons.js'

const findingsOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).flatMap(([service, count]) =>
    Array.from({ length: count }, (_, at) => ({ tag: 'limit-exceeded', service, at }) as unknown as Finding),
  )
const said = (findings: readonly Finding[]) =>
  firstOfEach(findings).map((one) => ('service' in one && 'at' in one ? `${one.service} ${one.at}` : ''))

describe('more findings than are told', () => {
  it('begin with the first of each service', () => {
    const order = said(findingsOf({ wide: 60, other: 2, zebra: 1 }))
    expect(order.slice(0, 5)).toEqual(['wide 0', 'other 0', 'zebra 0', 'wide 1', 'wide 2'])
    expect(order).toHaveLength(63)
  })

  it('stay as they are where they are few', () => {
    expect(said(findingsOf({ a: 3, b: 1 }))).toEqual(['a 0', 'a 1', 'a 2', 'b 0'])
  })
})

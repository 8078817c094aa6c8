import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { variantTag } from '../../../src/docker/labels.js'

const tag = (service: string) => variantTag('abc', { service, role: 'candidate', revision: 'head' })

describe('the tag of a variant', () => {
  it('is one that an engine takes, whatever the service is called', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]*$/), (service) => {
        expect(tag(service)).toMatch(/^container-migrate\/[a-z0-9]+(?:-[a-z0-9]+)*:abc$/)
      }),
    )
  })

  it('differs where services differ', () => {
    const names = ['web', 'Web', 'web.api', 'web-api', 'web_api', 'WEB-API']
    expect(new Set(names.map(tag)).size).toBe(names.length)
  })
})

import { describe, expect, it } from 'vitest'
import type { Package } from '../../../src/core/domain/image/insight.js'
import { keepInside } from '../../../src/core/record/keep-inside.js'
import { anInsight } from '../budgets/insight.js'

const insightOf = (packages: readonly Package[]) => anInsight({ packages })

const npm = (index: number, path = 'app/node_modules'): Package => ({
  from: 'npm',
  name: `package-${index}`,
  version: '1.0.0',
  path: `${path}/package-${index}`,
})

describe('what a record keeps of an image', () => {
  it('names a package once, however many copies there are, with the bytes of all copies and without its place', () => {
    const copies = [npm(1), npm(1, 'app/node_modules/other/node_modules')]
    const { packages } = keepInside(insightOf(copies.map((one) => ({ ...one, installedBytes: 10 }))), [])
    expect(packages).toEqual([{ from: 'npm', name: 'package-1', version: '1.0.0', installedBytes: 20 }])
  })

  it('says how many packages it left out, and stays small', () => {
    const many = keepInside(insightOf(Array.from({ length: 5000 }, (_, index) => npm(index))), [])
    expect(many.packages).toHaveLength(2000)
    expect(many.morePackages).toBe(3000)
    expect(JSON.stringify(many).length).toBeLessThan(200_000)
    expect(keepInside(insightOf([npm(1)]), [])).not.toHaveProperty('morePackages')
  })

  it('cuts what an image made absurdly long', () => {
    const long = 'x'.repeat(100_000)
    const kept = keepInside(
      {
        ...insightOf([]),
        owners: [{ owner: 'other', sizeBytes: 1, files: 1, largest: [{ path: long, sizeBytes: 1 }] }],
      },
      [],
    )
    expect(JSON.stringify(kept).length).toBeLessThan(2000)
  })

  it('keeps of every pair of layers the files that advice shows, however small beside those of another', () => {
    const wasted = (by: number, index: number) => ({
      path: `file-${by}-${index}`,
      layer: 1,
      by,
      how: 'removed' as const,
      wastedBytes: by === 2 ? 1000 - index : 10,
    })
    const files = [2, 3].flatMap((by) => Array.from({ length: 25 }, (_, index) => wasted(by, index)))
    const byLayers = [2, 3].map((by) => ({
      layer: 1,
      by,
      how: 'removed' as const,
      files: 25,
      wastedBytes: 250,
    }))
    const { waste } = keepInside(anInsight({ waste: { ...anInsight().waste, byLayers, files } }), [])
    expect(waste.files.slice(0, 20)).toEqual(files.slice(0, 20))
    expect(waste.files.slice(20).map(({ path }) => path)).toEqual(['file-3-0', 'file-3-1', 'file-3-2'])
  })
})

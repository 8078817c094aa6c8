import { describe, expect, it } from 'vitest'
import type { LayerEntry } from '../../../../src/image/contents.js'
import { diveFigures } from '../../../../src/image/waste/dive-figures.js'

const entry = (path: string, sizeBytes: number, kind: LayerEntry['kind'] = 'file'): LayerEntry => ({
  path,
  kind,
  mode: 0o644,
  uid: 0,
  gid: 0,
  sizeBytes,
})
const figures = (...layers: (readonly LayerEntry[])[]) =>
  diveFigures(layers.map((entries) => ({ diffId: '', entries })))

describe("dive's figures", () => {
  it('counts both copies of a file that a chmod doubled, twice what is wasted', () => {
    expect(figures([entry('base', 100)], [entry('big', 50)], [entry('big', 50)])).toEqual({
      efficiency: 150 / 200,
      wastedBytes: 100,
      userWastedShare: 1,
    })
  })

  it('sees nothing wasted in a folder that was removed whole, though it lowers the efficiency no further', () => {
    const base = [entry('base', 100)]
    const folder = [entry('d', 0, 'directory'), entry('d/one', 20), entry('d/two', 30)]
    expect(figures(base, folder, [entry('d', 0, 'whiteout')])).toEqual({
      efficiency: 1,
      wastedBytes: 0,
      userWastedShare: 0,
    })
  })

  it('counts a removed file once', () => {
    expect(figures([], [entry('tmp', 40)], [entry('tmp', 0, 'whiteout')])).toEqual({
      efficiency: 0,
      wastedBytes: 40,
      userWastedShare: 1,
    })
  })

  it('finds an image of one layer, and one without any, perfectly efficient', () => {
    expect(figures([entry('a', 5)])).toEqual({ efficiency: 1, wastedBytes: 0, userWastedShare: 0 })
    expect(figures()).toEqual({ efficiency: 1, wastedBytes: 0, userWastedShare: 0 })
  })
})

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

  it('counts what a layer puts below a folder that it leaves out, and what lies below it when that folder goes', () => {
    const removal = [entry('d', 0, 'whiteout')]
    // The folder is seen once, as what it held; the files below it are seen once each.
    expect(figures([entry('d/e/one', 20)], [entry('d/e/two', 30)], removal)).toEqual({
      efficiency: 1,
      wastedBytes: 0,
      userWastedShare: 0,
    })
    expect(figures([entry('d/e/one', 20)], [...removal, entry('d/e/one', 30)])).toEqual({
      efficiency: 20 / 50,
      wastedBytes: 50,
      userWastedShare: 50 / 30,
    })
  })

  it('finds an image of one layer, and one without any, perfectly efficient', () => {
    expect(figures([entry('a', 5)])).toEqual({ efficiency: 1, wastedBytes: 0, userWastedShare: 0 })
    expect(figures()).toEqual({ efficiency: 1, wastedBytes: 0, userWastedShare: 0 })
  })
})

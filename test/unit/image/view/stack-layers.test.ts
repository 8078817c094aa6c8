import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LayerContents, LayerEntry } from '../../../../src/image/contents.js'
import { stackLayers } from '../../../../src/image/view/stack-layers.js'
import { apply, bytesOf, layerOf, type Step, type Thing } from './model-fs.js'

const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join('/'))

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('write' as const), path, sizeBytes: fc.integer({ min: 0, max: 9999 }) }),
  fc.record({ do: fc.constant('folder' as const), path }),
  fc.record({ do: fc.constant('remove' as const), path }),
  fc.record({ do: fc.constant('mode' as const), path, mode: fc.constantFrom(0o600, 0o755) }),
  fc.record({ do: fc.constantFrom('link' as const, 'symlink' as const), path, to: path }),
)

const layersOf = (steps: readonly (readonly Step[])[], isOpaque: boolean) => {
  const state = new Map<string, Thing>()
  const layers = steps.map((some): LayerContents => {
    const before = new Map(state)
    for (const one of some) apply(state, one)
    return { diffId: '', entries: layerOf(before, state, isOpaque) }
  })
  return { state, layers }
}

const file = (name: string, sizeBytes: number, rest: Partial<LayerEntry> = {}): LayerEntry => ({
  path: name,
  kind: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  sizeBytes,
  ...rest,
})
const stacked = (...layers: (readonly LayerEntry[])[]) =>
  stackLayers(layers.map((entries) => ({ diffId: '', entries })))
const sum = (layers: readonly LayerContents[]) =>
  layers.flatMap(({ entries }) => entries).reduce((all, { sizeBytes }) => all + sizeBytes, 0)

describe('stacking layers', () => {
  it('shows what a simple file system shows that went the same way, and every byte is seen or hidden', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(step, { maxLength: 12 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (steps, isOpaque) => {
          const { state, layers } = layersOf(steps, isOpaque)
          const view = stackLayers(layers)
          const seen = [...view.files()].map(({ path: at, kind, mode, sizeBytes, link }) => [
            at,
            kind === 'symlink'
              ? { kind, link }
              : kind === 'file'
                ? { kind, mode, sizeBytes }
                : { kind, mode },
          ])
          expect(Object.fromEntries(seen)).toEqual(
            Object.fromEntries(
              [...state].map(([at, one]) => [
                at,
                one.kind === 'symlink'
                  ? { kind: one.kind, link: one.link }
                  : one.kind === 'file'
                    ? { kind: one.kind, mode: one.mode, sizeBytes: one.inode.sizeBytes }
                    : { kind: one.kind, mode: one.mode },
              ]),
            ),
          )
          expect(view.finalBytes).toBe(bytesOf(state))
          const hiddenBytes = view.hidden.reduce((all, { sizeBytes }) => all + sizeBytes, 0)
          expect(view.finalBytes + hiddenBytes).toBe(sum(layers))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('says by which layer bytes were hidden, and whether something took their place', () => {
    const view = stacked(
      [file('a', 10), file('b', 20)],
      [file('a', 11)],
      [file('b', 0, { kind: 'whiteout' })],
    )
    expect(
      view.hidden.map(({ path: at, layer, by, how, sizeBytes }) => [at, layer, by, how, sizeBytes]),
    ).toEqual([
      ['a', 0, 1, 'replaced', 10],
      ['b', 0, 2, 'removed', 20],
    ])
    expect(view.changes).toEqual([
      { added: 2, changed: 0, removed: 0 },
      { added: 0, changed: 1, removed: 0 },
      { added: 0, changed: 0, removed: 1 },
    ])
  })

  it('removes from the layers below only, wherever in its tar a removal stands', () => {
    const gone = file('d', 0, { kind: 'whiteout' })
    for (const entries of [
      [gone, file('d/new', 1)],
      [file('d/new', 1), gone],
    ])
      expect([...stacked([file('d/old', 5)], entries).files()].map((one) => one.path)).toEqual(['d', 'd/new'])
  })

  it('counts bytes that several names share once, until the last name is gone', () => {
    const twins = [file('one', 7), file('two', 0, { kind: 'hardlink', link: 'one' })]
    expect(stacked(twins).finalBytes).toBe(7)
    const one = stacked(twins, [file('one', 0, { kind: 'whiteout' })])
    expect(one).toMatchObject({ finalBytes: 7, hidden: [] })
    expect(one.get('two')?.sizeBytes).toBe(7)
    const none = stacked(twins, [file('one', 0, { kind: 'whiteout' }), file('two', 0, { kind: 'whiteout' })])
    expect(none).toMatchObject({ finalBytes: 0, hidden: [{ path: 'two', sizeBytes: 7 }] })
  })

  it('takes the last of two entries of one name', () => {
    const view = stacked([file('a', 1), file('a', 2)])
    expect(view.finalBytes).toBe(2)
    expect(view.hidden).toMatchObject([{ layer: 0, by: 0, sizeBytes: 1 }])
    expect(view.changes).toEqual([{ added: 1, changed: 0, removed: 0 }])
  })

  it('knows which files an engine lays its own over', () => {
    const view = stacked([file('etc/hosts', 30), file('etc/passwd', 5)])
    expect(view).toMatchObject({ finalBytes: 5, hidden: [{ path: 'etc/hosts', how: 'masked', by: 1 }] })
    const own = ['.dockerenv', 'dev/console', 'etc/hostname', 'etc/mtab', 'etc/resolv.conf']
    expect(stacked([...own, 'dev/other', 'proc/x'].map((path) => file(path, 3))).finalBytes).toBe(6)
  })

  it('knows that what lies under two names is seen until the engine has put its own files over both', () => {
    const twin = (name: string) => file(name, 0, { kind: 'hardlink', link: 'etc/hosts' })
    expect(stacked([file('etc/hosts', 7), twin('kept')])).toMatchObject({ finalBytes: 7, hidden: [] })
    expect(stacked([file('etc/hosts', 7), twin('etc/hostname')])).toMatchObject({
      finalBytes: 0,
      hidden: [{ sizeBytes: 7, how: 'masked' }],
    })
  })

  it('follows symlinks from the root of the image, and not in circles', () => {
    const link = (name: string, to: string) => file(name, 0, { kind: 'symlink', link: to })
    const view = stacked([
      file('usr/lib/x', 3),
      link('lib', 'usr/lib'),
      link('abs', '/lib/x'),
      link('o', 'o'),
      link('up', '../../lib/x'),
    ])
    expect(view.resolve('lib/x')?.path).toBe('usr/lib/x')
    expect(view.resolve('abs')?.path).toBe('usr/lib/x')
    expect(view.resolve('up')?.path).toBe('usr/lib/x')
    expect(view.resolve('o')).toBeUndefined()
    expect(view.resolve('lib/none')).toBeUndefined()
  })

  it('is not brought down by a path of thousands of folders', () => {
    const deep = Array.from({ length: 1500 }, () => 'd').join('/')
    const view = stacked([file(deep, 1)], [file('d', 0, { kind: 'whiteout' })])
    expect(view).toMatchObject({ finalBytes: 0, hidden: [{ sizeBytes: 1 }] })
  })
})

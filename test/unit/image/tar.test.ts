import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTarWalk, type TarEntry } from '../../../src/image/tar.js'
import { TarError } from '../../../src/image/tar-error.js'
import { cut, type Member, tarOf } from './archives.js'
import { endOfTar, padded, paxHeader, rawHeader } from './headers.js'

interface Walked {
  readonly entries: readonly (TarEntry & { readonly body: string })[]
  readonly ended: boolean
}

function walk(bytes: Buffer, chunkBytes = 64 * 1024): Walked {
  const tar = makeTarWalk()
  const entries: TarEntry[] = []
  const bodies: Buffer[][] = []
  for (const chunk of cut(bytes, chunkBytes)) {
    for (const event of tar.feed(chunk)) {
      if (event.kind === 'entry') {
        entries.push(event.entry)
        bodies.push([])
      } else if (event.kind === 'data') bodies.at(-1)?.push(event.chunk)
    }
  }
  tar.end()
  const read = entries.map((entry, at) => ({
    ...entry,
    body: Buffer.concat(bodies[at] ?? []).toString('latin1'),
  }))
  return { entries: read, ended: tar.ended }
}

const base256 = (size: bigint): Buffer => {
  const field = Buffer.alloc(12)
  field.writeBigUInt64BE(size, 4)
  field[0] = 0x80
  return field
}

const names = fc
  .array(fc.stringMatching(/^[a-zé._-]{1,60}$/), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.filter((part) => !/^\.+$/.test(part)).join('/') || 'name')

const members: fc.Arbitrary<Member> = fc.oneof(
  fc.record({ name: names, content: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)) }),
  fc.record({ name: names, type: fc.constant('directory' as const) }),
  fc.record({ name: names, type: fc.constantFrom('symlink' as const, 'link' as const), linkname: names }),
)

describe('walking a tar', () => {
  it('finds every entry with its type, size, link and bytes, however the bytes are cut', async () => {
    const types = { directory: 'directory', symlink: 'symlink', link: 'hardlink' } as const
    await fc.assert(
      fc.asyncProperty(
        fc.array(members, { maxLength: 12 }),
        fc.integer({ min: 1, max: 5000 }),
        async (all, size) => {
          const { entries, ended } = walk(await tarOf(all), size)
          expect(ended).toBe(true)
          expect(entries.map((entry) => ({ ...entry, path: entry.path.replace(/\/$/, '') }))).toMatchObject(
            all.map(({ name, type, linkname, content = Buffer.alloc(0) }) => ({
              path: name,
              type: type ? types[type as keyof typeof types] : 'file',
              linkPath: linkname ?? '',
              sizeBytes: content.length,
              storedBytes: content.length,
              body: content.toString('latin1'),
            })),
          )
        },
      ),
      { numRuns: 150 },
    )
  })

  it('joins the prefix of a POSIX header to its name, and leaves it in a GNU one', () => {
    const posix = rawHeader({ name: 'b', prefix: 'a/dir' })
    const gnu = rawHeader({ name: 'b', prefix: '14021411571', magic: 'ustar  \0' })
    const { entries } = walk(Buffer.concat([posix, gnu, endOfTar]))
    expect(entries.map((entry) => entry.path)).toEqual(['a/dir/b', 'b'])
  })

  it('takes long names and long links of GNU tars for the next entry only', () => {
    const path = `${'long/'.repeat(40)}name`
    const link = `${'far/'.repeat(40)}target`
    const bytes = Buffer.concat([
      rawHeader({ name: '././@LongLink', flag: 'K', size: link.length + 1 }),
      padded(`${link}\0`),
      rawHeader({ name: '././@LongLink', flag: 'L', size: path.length + 1 }),
      padded(`${path}\0`),
      rawHeader({ name: 'cut', flag: '2', linkName: 'cut' }),
      rawHeader({ name: 'next' }),
      endOfTar,
    ])
    expect(walk(bytes).entries).toMatchObject([{ path, linkPath: link, type: 'symlink' }, { path: 'next' }])
  })

  it('lets a PAX size override the header, whose field may be too small for it', () => {
    const bytes = Buffer.concat([
      paxHeader({ size: '700', path: 'vär/long' }),
      rawHeader({ name: 'short', size: 0 }),
      padded('x'.repeat(700)),
      rawHeader({ name: 'after', size: 3 }),
      padded('abc'),
      endOfTar,
    ])
    expect(walk(bytes).entries).toMatchObject([
      { path: 'vär/long', sizeBytes: 700, body: 'x'.repeat(700) },
      { path: 'after', sizeBytes: 3, body: 'abc' },
    ])
  })

  it('passes over a global PAX header', () => {
    const bytes = Buffer.concat([
      paxHeader({ comment: 'a commit', size: '9', path: 'all' }, 'g'),
      rawHeader({ name: 'one', size: 2 }),
      padded('ab'),
      endOfTar,
    ])
    expect(walk(bytes).entries).toMatchObject([{ path: 'one', sizeBytes: 2 }])
  })

  it('reads sizes beyond 8 GiB', () => {
    const tar = makeTarWalk()
    const events = [...tar.feed(rawHeader({ size: base256(9_000_000_000n) }))]
    expect(events).toMatchObject([{ kind: 'entry', entry: { storedBytes: 9_000_000_000 } }])
    expect(() => tar.end()).toThrow('inside an entry')
  })

  it.each([
    ['negative', Buffer.alloc(12, 0xff)],
    ['beyond what can be counted', base256(2n ** 60n)],
    ['no number', Buffer.from('12x45678901\0')],
  ])('refuses a size that is %s', (_, size) => {
    expect(() => walk(Buffer.concat([rawHeader({ size }), endOfTar]))).toThrow('no valid size')
  })

  it('reads headers from before POSIX, where a slash makes the directory', () => {
    const old = { magic: '', flag: '\0' }
    const bytes = Buffer.concat([
      rawHeader({ ...old, name: 'dir/', size: 0 }),
      rawHeader({ ...old, name: 'dir/file', size: 5 }),
      padded('hello'),
      rawHeader({ ...old, flag: '1', name: 'link', linkName: 'dir/file', size: 5 }),
      endOfTar,
    ])
    expect(walk(bytes).entries).toMatchObject([
      { type: 'directory', sizeBytes: 0 },
      { type: 'file', sizeBytes: 5, body: 'hello' },
      { type: 'hardlink', sizeBytes: 0, storedBytes: 0, linkPath: 'dir/file' },
    ])
  })

  it('accepts a checksum over signed characters', () => {
    const header = rawHeader({ name: 'größe', signedChecksum: true })
    expect(walk(Buffer.concat([header, endOfTar])).entries).toMatchObject([{ path: 'größe' }])
  })

  it('counts an old GNU sparse file with its holes, past a hole map of any length', () => {
    const more = Buffer.alloc(512)
    more[504] = 1
    const bytes = Buffer.concat([
      rawHeader({
        name: 'holes',
        flag: 'S',
        size: 4,
        realSize: 1_000_000,
        mapContinues: true,
        magic: 'ustar  \0',
      }),
      more,
      Buffer.alloc(512),
      padded('data'),
      rawHeader({ name: 'after', size: 1 }),
      padded('y'),
      endOfTar,
    ])
    expect(walk(bytes).entries).toMatchObject([
      { path: 'holes', type: 'file', sizeBytes: 1_000_000, storedBytes: 4, body: 'data' },
      { path: 'after', body: 'y' },
    ])
  })

  it.each([
    ['0.1', { 'GNU.sparse.size': '5000', 'GNU.sparse.map': '0,4' }],
    ['1.0', { 'GNU.sparse.major': '1', 'GNU.sparse.realsize': '5000', 'GNU.sparse.name': 'holes' }],
  ])('counts a PAX sparse file of format %s with its holes', (_, records) => {
    const bytes = Buffer.concat([
      paxHeader(records),
      rawHeader({ name: 'holes', size: 4 }),
      padded('data'),
      endOfTar,
    ])
    expect(walk(bytes).entries).toMatchObject([{ path: 'holes', sizeBytes: 5000, storedBytes: 4 }])
  })

  it.each(['5', '3', '4', '6', '1', '2'])(
    'expects no bytes after a header of type %s, whatever its size says',
    (flag) => {
      const bytes = Buffer.concat([rawHeader({ flag, size: 512 }), rawHeader({ name: 'next' }), endOfTar])
      expect(walk(bytes).entries).toMatchObject([{ sizeBytes: 0, storedBytes: 0 }, { path: 'next' }])
    },
  )

  it('steps over entries of types it does not know, and counts nothing for them', () => {
    const bytes = Buffer.concat([
      rawHeader({ name: 'volume', flag: 'V', size: 3 }),
      padded('abc'),
      rawHeader({ name: 'next' }),
      endOfTar,
    ])
    expect(walk(bytes).entries).toMatchObject([
      { type: 'other', sizeBytes: 0, body: 'abc' },
      { path: 'next' },
    ])
  })

  it('ignores whatever follows the end', async () => {
    const tar = await tarOf([{ name: 'a', content: 'b' }])
    const { entries } = walk(Buffer.concat([tar, Buffer.from('garbage'.repeat(500))]), 700)
    expect(entries.map((entry) => entry.path)).toEqual(['a'])
  })

  it('ends well without its end mark, and says that it was missing', async () => {
    const tar = await tarOf([{ name: 'a', content: 'b' }])
    expect(walk(tar.subarray(0, 1024))).toMatchObject({ ended: false, entries: [{ path: 'a' }] })
    expect(walk(Buffer.alloc(0))).toMatchObject({ ended: false, entries: [] })
  })

  it('says that it is cut off wherever it is cut inside an entry', () => {
    const pax = paxHeader({ path: 'x'.repeat(600) })
    const tar = Buffer.concat([pax, rawHeader({ size: 700 }), padded('x'.repeat(700)), endOfTar])
    const wholeAt = pax.length + 512 + 700
    fc.assert(
      fc.property(fc.integer({ min: 1, max: wholeAt - 1 }), (length) => {
        expect(() => walk(tar.subarray(0, length))).toThrow(expect.objectContaining({ truncated: true }))
      }),
    )
    expect(walk(tar.subarray(0, wholeAt)).entries).toHaveLength(1)
  })

  it('names the byte where a header is damaged', async () => {
    const tar = await tarOf([
      { name: 'a', content: 'b' },
      { name: 'c', content: 'd' },
    ])
    tar[1024 + 3] = 0x41
    expect(() => walk(tar, 100)).toThrow('no valid tar header at byte 1024')
  })

  it.each([
    ['a length that lies', '99 path=x\n'],
    ['no length', 'path=x\n'],
    ['no value', '6 path\n'],
    ['no end of line', '9 path=xy'],
  ])('refuses a PAX header with %s', (_, record) => {
    const header = rawHeader({ flag: 'x', size: record.length })
    expect(() => walk(Buffer.concat([header, padded(record), rawHeader({}), endOfTar]))).toThrow(TarError)
  })

  it('refuses to hold a name that claims gigabytes', () => {
    const header = rawHeader({ flag: 'L', size: 2 ** 31 })
    expect(() => walk(header)).toThrow('beyond 1 MiB')
  })

  it('ends in entries or a TarError on any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 1024 }).map((bytes) => Buffer.from(bytes)),
            fc
              .record({
                flag: fc.constantFrom('0', '1', '5', 'x', 'g', 'L', 'K', 'S', '\0', 'D'),
                size: fc.integer({ min: 0, max: 2000 }),
                mapContinues: fc.boolean(),
              })
              .map(rawHeader),
          ),
          { maxLength: 8 },
        ),
        fc.integer({ min: 1, max: 2000 }),
        (parts, size) => {
          try {
            walk(Buffer.concat(parts), size)
          } catch (error) {
            expect(error).toBeInstanceOf(TarError)
          }
        },
      ),
    )
  })
})

import * as zlib from 'node:zlib'
import { layouts, type Member, type TestImage } from '../archives.js'
import { endOfTar, padded, paxHeader, rawHeader } from '../headers.js'

/** What is mutated: the layers of an image, how they are stored, and the archive around them. */
export interface Seed {
  readonly layers: readonly Buffer[]
  readonly layout: keyof typeof layouts
  readonly store?: (layer: Buffer) => Buffer
  readonly wrap?: (archive: Buffer) => Buffer
}

const flags = { directory: '5', symlink: '2', link: '1' } as const

/** Not the library's: this one answers at once, and ten thousand archives are made. */
export function quickTar(members: readonly Member[]): Buffer {
  const parts = members.flatMap(({ name, type, linkname, content = '' }) => {
    const body = Buffer.from(content)
    const flag = flags[type as keyof typeof flags] ?? '0'
    const isLong = Buffer.byteLength(name) > 100
    const header = rawHeader({
      name: isLong ? 'long' : name,
      flag,
      size: body.length,
      ...(linkname === undefined ? {} : { linkName: linkname }),
    })
    return [...(isLong ? [paxHeader({ path: name })] : []), header, padded(body)]
  })
  return Buffer.concat([...parts, endOfTar])
}

/** A dynamic program: header, three segments, an interpreter, needed libraries with versions. */
function smallElf(): Buffer {
  const file = Buffer.alloc(1024)
  file.write('\x7fELF\x02\x01\x01', 'latin1')
  file.writeUInt16LE(3, 16)
  file.writeUInt16LE(62, 18)
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(3, 56)
  const segments = [
    [1, 4, 0, 1024],
    [3, 4, 400, 28],
    [2, 6, 512, 144],
  ] as const
  for (const [at, [type, access, offset, size]] of segments.entries()) {
    const start = 64 + 56 * at
    file.writeUInt32LE(type, start)
    file.writeUInt32LE(access, start + 4)
    for (const [field, value] of [
      [8, offset],
      [16, offset],
      [32, size],
      [40, size],
    ] as const)
      file.writeBigUInt64LE(BigInt(value), start + field)
  }
  file.write('/lib64/ld-linux-x86-64.so.2\0', 400)
  const strings = '\0libc.so.6\0GLIBC_2.38\0$ORIGIN/../lib\0libthing.so\0'
  file.write(strings, 768)
  const tags = [
    [1, strings.indexOf('libc')],
    [29, strings.indexOf('$ORIGIN')],
    [14, strings.indexOf('libthing')],
    [5, 768],
    [0x6ffffffe, 900],
    [0x6fffffff, 1],
  ] as const
  for (const [at, [tag, value]] of tags.entries()) {
    file.writeBigUInt64LE(BigInt(tag), 512 + 16 * at)
    file.writeBigUInt64LE(BigInt(value), 520 + 16 * at)
  }
  file.writeUInt16LE(1, 900)
  file.writeUInt16LE(1, 902)
  file.writeUInt32LE(strings.indexOf('libc'), 904)
  file.writeUInt32LE(16, 908)
  file.writeUInt32LE(strings.indexOf('GLIBC'), 924)
  return file
}

const base = quickTar([
  { name: './', type: 'directory' },
  { name: 'etc/', type: 'directory' },
  { name: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\n' },
  { name: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
  { name: 'usr/lib/', type: 'directory' },
  { name: 'lib', type: 'symlink', linkname: 'usr/lib' },
  { name: 'loop', type: 'symlink', linkname: './loop' },
  { name: 'usr/bin/tool', content: smallElf() },
  { name: 'usr/bin/again', type: 'link', linkname: 'usr/bin/tool' },
  { name: 'usr/bin/run', content: '#!/usr/bin/env -S node --flag\nconsole.log(1)\n' },
  {
    name: 'var/lib/dpkg/status',
    content:
      'Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\nInstalled-Size: 12\nArchitecture: amd64\n\nPackage: tool\nStatus: install ok installed\nVersion: 1\n',
  },
  { name: 'var/lib/dpkg/info/libc6:amd64.list', content: '/.\n/usr\n/usr/bin\n/usr/bin/tool\n' },
  {
    name: 'lib/apk/db/installed',
    content: 'P:musl\nV:1.2.5-r0\nI:600\nF:lib\nR:ld-musl-x86_64.so.1\n\nP:x\nV:1\n',
  },
])

const middle = quickTar([
  {
    name: 'app/node_modules/left/package.json',
    content: '{"name":"left","version":"1.0.0","license":"MIT"}',
  },
  { name: 'app/node_modules/@at/right/package.json', content: '{"name":"@at/right","version":"2.0.0"}' },
  { name: 'usr/lib/python3/site-packages/p-1.dist-info/METADATA', content: 'Name: p\nVersion: 1\n\ntext\n' },
  { name: 'usr/lib/python3/site-packages/p-1.dist-info/RECORD', content: 'p/__init__.py,sha256=abc,12\n' },
  { name: `${'deep/'.repeat(30)}file`, content: 'deep' },
  { name: 'etc/.wh.passwd' },
  { name: 'usr/bin/.wh..wh..opq' },
  { name: 'usr/bin/new', content: smallElf() },
  { name: 'app/.env', content: 'SECRET_TOKEN=abcdefghijklmnop\n' },
  { name: 'app/key.pem', content: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' },
])

const top = Buffer.concat([
  paxHeader({ path: 'app/näme', uid: '1000', gid: '1000' }),
  rawHeader({ name: 'x', size: 3 }),
  padded('abc'),
  rawHeader({ name: 'holes', flag: 'S', size: 4, realSize: 100_000, magic: 'ustar  \0' }),
  padded('data'),
  rawHeader({ name: 'pipe', flag: '6' }),
  rawHeader({ name: 'node', flag: '3' }),
  rawHeader({ name: '../../out', size: 2 }),
  padded('up'),
  rawHeader({ name: '/abs/.wh.file', linkName: 'stale' }),
  endOfTar,
])

const gzip = (bytes: Buffer): Buffer => zlib.gzipSync(bytes, { level: 1 })
const hasZstd = typeof zlib.zstdCompressSync === 'function'
const zstd = (bytes: Buffer): Buffer => (hasZstd ? zlib.zstdCompressSync(bytes) : gzip(bytes))

const layers = [base, middle, top]

export const seeds: readonly [Seed, ...Seed[]] = [
  { layers, layout: 'OCI' },
  { layers, layout: 'old docker' },
  { layers, layout: 'new docker' },
  { layers, layout: 'OCI', store: gzip },
  { layers, layout: 'OCI', store: zstd },
  { layers, layout: 'new docker', wrap: gzip },
  { layers, layout: 'old docker', wrap: zstd },
]

/** The whole archive, its digests right for whatever the layers are. */
export function archiveOf({ layout, wrap, ...image }: Seed & TestImage): Buffer {
  const archive = quickTar(layouts[layout](image))
  return wrap === undefined ? archive : wrap(archive)
}

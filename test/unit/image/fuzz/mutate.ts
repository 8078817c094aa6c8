import type { Random } from './random.js'
import { archiveOf, type Seed, seeds } from './seeds.js'

export interface Mutant {
  readonly bytes: Buffer
  /** What was done, for whoever must find out why it failed. */
  readonly story: string
}

/** An archive with something wrong in it, the same one for the same seed. */
export function makeMutant(random: Random): Mutant {
  const seed = random.pick(seeds)
  const how = `${seed.layout}${seed.store ? ', stored compressed' : ''}${seed.wrap ? ', wrapped' : ''}`
  if (random.chance(0.6)) {
    // With the right digests around it, so that what reads the files meets it too.
    const at = random.below(seed.layers.length)
    const told: string[] = []
    const layers = seed.layers.map((layer, index) =>
      index === at ? heal(spoil(layer, random, told), random, told) : layer,
    )
    return { bytes: archiveOf({ ...seed, layers }), story: `${how}; layer ${at}: ${told.join(', ')}` }
  }
  const told: string[] = []
  const { wrap, ...plain } = seed
  const inner: Seed = random.chance(0.5) ? plain : seed
  const bytes = spoil(archiveOf(inner), random, told)
  const isWrapped = wrap !== undefined && inner === plain
  return { bytes: isWrapped ? wrap(bytes) : bytes, story: `${how}; archive: ${told.join(', ')}` }
}

function spoil(bytes: Buffer, random: Random, told: string[]): Buffer {
  let spoilt: Buffer = Buffer.from(bytes)
  for (let left = 1 + random.below(3); left > 0 && spoilt.length > 0; left--) {
    const how = random.pick(mutations)
    told.push(how.name)
    spoilt = how(spoilt, random)
  }
  return spoilt
}

/** Makes the checksums right again, so that what else is wrong gets past the first look. */
function heal(bytes: Buffer, random: Random, told: string[]): Buffer {
  if (random.chance(0.2)) return bytes
  told.push('healed')
  for (const start of headersIn(bytes)) fixChecksum(bytes.subarray(start, start + 512))
  return bytes
}

function fixChecksum(header: Buffer): void {
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
}

type Mutation = (bytes: Buffer, random: Random) => Buffer

function flipBits(bytes: Buffer, random: Random): Buffer {
  for (let left = 1 + random.below(8); left > 0; left--) {
    const at = random.below(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  }
  return bytes
}

const cutOff: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length))

/** Takes a piece out, puts one in a second time, or lays one over another; most of them by whole blocks. */
function splice(bytes: Buffer, random: Random): Buffer {
  const unit = random.pick([1, 512, 512, 512])
  const place = (): number => random.below(Math.ceil(bytes.length / unit)) * unit
  const [from, to] = [place(), place()]
  const piece = bytes.subarray(from, from + unit * (1 + random.below(unit === 1 ? 600 : 6)))
  const how = random.pick(['out', 'in', 'over'])
  const rest = how === 'in' ? to : to + piece.length
  return Buffer.concat([bytes.subarray(0, to), ...(how === 'out' ? [] : [piece]), bytes.subarray(rest)])
}

/** Changes text in place: JSON, package databases, scripts. */
function changeText(bytes: Buffer, random: Random): Buffer {
  const found: number[] = []
  const from = random.below(bytes.length)
  for (let at = from; at < bytes.length && found.length < 40; at++)
    if (marks.has(bytes[at] ?? 0)) found.push(at)
  const at = found[random.below(found.length)]
  if (at !== undefined) bytes.write(random.pick(words), at, 'latin1')
  return bytes
}

const marks = new Set(Buffer.from('{}[]":,\n=/'))

function editHeader(bytes: Buffer, random: Random): Buffer {
  const headers = headersIn(bytes)
  const start = headers[random.below(headers.length)]
  if (start === undefined) return bytes
  const header = bytes.subarray(start, start + 512)
  const [at, length] = random.pick(fields)
  if (length === 1) header.write(random.pick(letters), at, 'latin1')
  else {
    header.fill(0, at, at + length)
    if (at === 124 || at === 108 || at === 483) writeNumber(header.subarray(at, at + length), random)
    else header.write(random.pick(names), at, length, 'latin1')
  }
  fixChecksum(header)
  return bytes
}

function headersIn(bytes: Buffer): readonly number[] {
  const found: number[] = []
  for (let at = 0; at + 512 <= bytes.length; at += 512)
    if (bytes.toString('latin1', at + 257, at + 262) === 'ustar') found.push(at)
  return found
}

function writeNumber(field: Buffer, random: Random): void {
  if (random.chance(0.3)) {
    field[0] = random.pick([0x80, 0xff, 0xc0])
    for (let at = 1; at < field.length; at++) if (random.chance(0.4)) field[at] = random.below(256)
  } else field.write(random.pick(numbers).padStart(field.length - 1, '0'), 'latin1')
}

const mutations: readonly [Mutation, ...Mutation[]] = [
  flipBits,
  flipBits,
  cutOff,
  splice,
  splice,
  changeText,
  changeText,
  editHeader,
  editHeader,
  editHeader,
]

/** Where in a header, and how long: name, user, size, type, link, magic, prefix, and what GNU keeps of a sparse file. */
const fields: readonly [readonly [number, number], ...(readonly [number, number])[]] = [
  [0, 100],
  [108, 8],
  [124, 12],
  [156, 1],
  [156, 1],
  [157, 100],
  [257, 6],
  [345, 155],
  [482, 1],
  [483, 12],
]

const letters: readonly [string, ...string[]] = ['0', ...'1234567LKxgSVDNA\0\xff']

const numbers: readonly [string, ...string[]] = ['0', '1', '511', '512', '777', '7777777', '77777777777', '9']

const names: readonly [string, ...string[]] = [
  '',
  '.',
  '..',
  '/',
  './',
  '../../etc/passwd',
  '/etc/passwd',
  'etc/passwd/below',
  'loop/loop/loop',
  '.wh.',
  '.wh..',
  '.wh...',
  '.wh..wh..opq',
  '.wh..wh.plnk',
  '.wh.etc',
  'usr/.wh.bin',
  '__proto__',
  'constructor/prototype',
  'app/node_modules/__proto__/package.json',
  'var/lib/dpkg/status',
  'var/lib/rpm/rpmdb.sqlite',
  'lib/apk/db/installed',
  'x.dist-info/RECORD',
  'manifest.json',
  'index.json',
  '\xff\xfe\x80',
  'a\nb\rc\x1b[2J',
  'usr/lib',
  'lib',
]

const words: readonly [string, ...string[]] = [
  'null',
  '""',
  '[]',
  '{}',
  '-1',
  '1e999',
  '[[[[[[[[',
  '__proto__',
  '\\u0000',
  '\0\0\0\0',
  '\n\n',
  '../../..',
  'sha256:',
  '\xff\xff',
  'true',
  '99999999999999999999',
]

import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditBinaries } from '../../../../src/image/elf/audit/audit-binaries.js'
import type { ElfFacts } from '../../../../src/image/elf/elf-facts.js'
import { elfProbe } from '../../../../src/image/elf/elf-probe.js'
import { parseLdSoCache } from '../../../../src/image/elf/load/ld-so-cache.js'
import type { TarEntry } from '../../../../src/image/tar.js'
import { elf, glibc, imageOf } from '../trees.js'

/** A real program of this machine, cut to what its headers and tables fill. */
const real = readFileSync(['/bin/sh', process.execPath].find((path) => existsSync(path)) ?? '').subarray(
  0,
  200_000,
)

function parse(bytes: Buffer): ElfFacts | undefined {
  const entry = { storedBytes: bytes.length } as TarEntry
  const sink = elfProbe.open({ path: 'a', entry, head: bytes.subarray(0, 4096) })
  for (let at = 0; at < bytes.length && sink?.write(bytes.subarray(at, at + 7000)); at += 7000);
  return sink?.end()?.elf
}

const change = fc.record({
  // Most of what can lie stands in the first bytes.
  at: fc.oneof(fc.integer({ min: 4, max: 1200 }), fc.integer({ min: 4, max: real.length - 1 })),
  value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 })),
})

describe('an ELF file that lies', () => {
  it('is read as far as it can be, whatever of it was changed or cut, and never more than it could hold', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 40 }),
        fc.integer({ min: 0, max: real.length }),
        (changes, length) => {
          const bytes = Buffer.from(real.subarray(0, Math.max(length, 64)))
          for (const { at, value } of changes) if (at < bytes.length) bytes[at] = value
          const facts = parse(bytes)
          const { needed = [], requires = [], defines = [] } = facts ?? {}
          expect(needed.length + requires.length + defines.length).toBeLessThan(60_000)
          if (facts === undefined) return
          const { contents, view, packages } = imageOf({ ...glibc, 'bin/a': elf(facts) }, { Cmd: ['a'] })
          expect(Array.isArray(auditBinaries(contents, view, packages))).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is read right where nothing was changed', () => {
    expect(parse(real)).toMatchObject({ isDynamic: true, bits: 64 })
  })

  it('and libraries that need each other in a circle end', () => {
    const tree = {
      ...glibc,
      'bin/a': elf({ interpreter: '/lib64/ld-linux-x86-64.so.2', needed: ['libx.so'] }),
      'usr/lib/libx.so': elf({ needed: ['liby.so', 'libx.so'] }),
      'usr/lib/liby.so': elf({ needed: ['libx.so', '$ORIGIN/../lib/libz.so', '../..', ''] }),
    }
    const { contents, view, packages } = imageOf(tree)
    expect(auditBinaries(contents, view, packages).length).toBeGreaterThan(0)
  })
})

describe('a cache of the loader that lies', () => {
  it('is no cache, or names nothing beyond its end', () => {
    const head = Buffer.concat([Buffer.from('glibc-ld.so.cache1.1'), Buffer.alloc(28)])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(0xffffffff), (rest, count) => {
        const bytes = Buffer.concat([head, Buffer.from(rest)])
        bytes.writeUInt32LE(count, 20)
        expect(parseLdSoCache(bytes)?.size ?? 0).toBeLessThanOrEqual(17)
      }),
    )
    expect(parseLdSoCache(Buffer.from('something else'))).toBeUndefined()
  })
})

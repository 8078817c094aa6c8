import { describe, expect, it } from 'vitest'
import { differences, type ElfLine, parseReadelf } from '../../../scripts/bench/inspect/readelf.mjs'

const said = `
File: /r/bin/tool

Dynamic section at offset 0x2d80 contains 2 entries:
  Tag        Type                         Name/Value
 0x0000000000000001 (NEEDED)             Shared library: [libm.so.6]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]

Version symbols section '.gnu.version' contains 3 entries:
 Addr: 0x0000000000000526  Offset: 0x000526  Link: 6 (.dynsym)
  000:   0 (*local*)       2 (GLIBC_2.2.5)

Version needs section '.gnu.version_r' contains 1 entry:
 Addr: 0x0000000000000530  Offset: 0x000530  Link: 7 (.dynstr)
  000000: Version: 1  File: libc.so.6  Cnt: 2
  0x0010:   Name: GLIBC_2.34  Flags: none  Version: 3
  0x0020:   Name: GLIBC_2.2.5  Flags: none  Version: 2

File: /r/bin/static

There is no dynamic section in this file.

No version information found in this file.
`

describe('what readelf says', () => {
  it('is cut down to libraries and the versions wanted of each', () => {
    expect([...parseReadelf(said)]).toEqual([
      [
        '/r/bin/tool',
        {
          needed: ['libm.so.6', 'libc.so.6'],
          requires: ['libc.so.6 GLIBC_2.34', 'libc.so.6 GLIBC_2.2.5'],
        },
      ],
      ['/r/bin/static', { needed: [], requires: [] }],
    ])
  })

  it('names the files of which another reader says something else', () => {
    const libraries = ['libc.so.6', 'libm.so.6']
    const versions = ['libc.so.6 GLIBC_2.2.5', 'libc.so.6 GLIBC_2.34']
    const same: ElfLine = ['/r/bin/tool', libraries, versions]
    expect(differences([same, ['/r/bin/static', [], []]], said)).toEqual([])
    const fewer: ElfLine = ['/r/bin/tool', libraries, versions.slice(1)]
    expect(differences([fewer], said)).toEqual([fewer])
  })
})

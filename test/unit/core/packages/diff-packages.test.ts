import { describe, expect, it } from 'vitest'
import type { Package } from '../../../../src/core/domain/image/insight.js'
import { diffPackages } from '../../../../src/core/packages/diff-packages.js'
import { knownAs, knownSoftware } from '../../../../src/core/packages/known-software.js'
import { softwareOf } from '../../../../src/core/packages/software-of.js'
import { compareVersions, upstreamVersion } from '../../../../src/core/packages/upstream-version.js'

/** `name version`, `name version < source`. */
const packages = (from: Package['from'], ...lines: readonly string[]): readonly Package[] =>
  lines.map((line) => {
    const [name = '', version = '', , source] = line.split(' ')
    return { from, name, version, ...(source !== undefined && { source }) }
  })

const short = (before: readonly Package[], after: readonly Package[]) => {
  const { changed, replaced, added, removed, same } = diffPackages(before, after)
  return {
    changed: changed.map(({ name, from, to, direction }) => `${name} ${from} → ${to} ${direction}`),
    replaced: replaced.map(({ from, to }) => `${from.name} → ${to.name}`),
    added: added.map(({ name }) => name),
    removed: removed.map(({ name }) => name),
    same,
  }
}

describe('the packages of one image against those of another', () => {
  it('reads a move from Debian to Alpine as changed software, not as removals', () => {
    const debian = packages(
      'deb',
      'libc6 2.36-9+deb12u8 < glibc',
      'libc-bin 2.36-9+deb12u8 < glibc',
      'libssl3 3.0.15-1~deb12u1 < openssl',
      'openssl 3.0.15-1~deb12u1',
      'zlib1g 1:1.2.13.dfsg-1 < zlib',
      'libpq5 15.8-0+deb12u1 < postgresql-15',
      'libxslt1.1 1.1.35-1 < libxslt',
      'python3.11-minimal 3.11.2-6 < python3.11',
      'python3-yaml 6.0-3+b2 < pyyaml',
      'libfrobnicate7 1.4-2 < frobnicate',
      'coreutils 9.1-1',
      'libssl-dev 3.0.15-1~deb12u1 < openssl',
      'debconf 1.5.82',
    )
    const alpine = packages(
      'apk',
      'musl 1.2.5-r1',
      'libssl3 3.3.2-r0 < openssl',
      'libcrypto3 3.3.2-r0 < openssl',
      'zlib 1.3.1-r1',
      'libpq 16.4-r0 < postgresql16',
      'libxslt 1.1.39-r1',
      'python3 3.12.7-r0',
      'py3-yaml 6.0.1-r3',
      'frobnicate-libs 1.4-r0 < frobnicate',
      'busybox 1.36.1-r29',
      'scanelf 1.3.7-r2 < pax-utils',
    )
    const diff = short(debian, alpine)
    expect([...diff.changed].sort()).toEqual([
      'libpq 15.8 → 16.4 newer',
      'libxslt 1.1.35 → 1.1.39 newer',
      'openssl 3.0.15 → 3.3.2 newer',
      'python 3.11.2 → 3.12.7 newer',
      'python-yaml 6.0 → 6.0.1 newer',
      'zlib 1.2.13 → 1.3.1 newer',
    ])
    expect(diff.replaced).toEqual(['glibc → musl', 'coreutils → busybox'])
    expect(diff.added).toEqual(['pax-utils'])
    expect([...diff.removed].sort()).toEqual(['debconf', 'openssl-dev'])
    expect(diff.same).toBe(1)
  })

  it('matches apt with rpm, and rpm with apk', () => {
    const debian = packages('deb', 'libperl5.36 5.36.0-7 < perl', 'libjson-perl 4.10-1', 'node-semver 7.3.5')
    const fedora = packages(
      'rpm',
      'perl-libs 5.36.0-1 < perl',
      'perl-JSON 4.10-2',
      'openssl-libs 1:3.2.2-6 < openssl',
    )
    expect(short(debian, fedora)).toMatchObject({ same: 2, removed: ['node-semver'], added: ['openssl'] })
    expect(short(fedora, packages('apk', 'libssl3 3.1.0-r1 < openssl'))).toMatchObject({
      changed: ['openssl 3.2.2 → 3.1.0 older'],
    })
  })

  it('tells of a rebuild within one distribution, which hides behind the same upstream version', () => {
    const before = packages('deb', 'libssl3 3.0.15-1~deb12u1 < openssl')
    const after = packages('deb', 'libssl3 3.0.15-1~deb12u2 < openssl')
    expect(short(before, after).changed).toEqual(['openssl 3.0.15-1~deb12u1 → 3.0.15-1~deb12u2 newer'])
    expect(short(before, before)).toEqual({ changed: [], replaced: [], added: [], removed: [], same: 1 })
  })

  it('holds packages of languages apart from those of the system and from each other', () => {
    const before = [...packages('npm', 'semver 7.0.0', 'semver 5.0.0'), ...packages('python', 'Foo_Bar 1.0')]
    const after = [
      ...packages('npm', 'semver 7.1.0'),
      ...packages('python', 'foo.bar 1.0'),
      ...packages('go', 'semver v1.0.0'),
    ]
    expect(short(before, after)).toEqual({
      changed: ['semver 7.0.0,5.0.0 → 7.1.0 newer'],
      replaced: [],
      added: ['semver'],
      removed: [],
      same: 1,
    })
  })
})

describe('versions', () => {
  it.each([
    ['deb', '1:9.2p1-2+deb12u3', '9.2p1'],
    ['deb', '2.36-9+deb12u8', '2.36'],
    ['deb', '12.4+deb12u7', '12.4'],
    ['deb', '20230311', '20230311'],
    ['deb', '2024a-0+deb12u1', '2024a'],
    ['deb', '7:5.1.6-0+deb12u1', '5.1.6'],
    ['apk', '9.7_p1-r4', '9.7p1'],
    ['apk', '3.3.2-r0', '3.3.2'],
    ['rpm', '1:3.0.7-27.el9', '3.0.7'],
    ['go', 'v1.2.3+incompatible', '1.2.3'],
  ] as const)('of %s %s is %s for those who wrote it', (from, version, upstream) => {
    expect(upstreamVersion({ from, version })).toBe(upstream)
  })

  it('go up in the order their makers count', () => {
    const ascending = [
      '1.0~rc1',
      '1.0',
      '1.0a',
      '1.0.1',
      '1.2',
      '1.9',
      '1.10',
      '1.10.0.1',
      '2.0.0-rc.1',
      '2.0.0',
      '2024a',
      '2024b',
      '20230311',
    ]
    const shuffled = [...ascending].reverse()
    expect(shuffled.sort(compareVersions)).toEqual(ascending)
    expect(compareVersions('v1.2.3+build5', '1.2.3')).toBe(0)
    expect(compareVersions('1.02', '1.2')).toBe(0)
  })
})

describe('the table of names', () => {
  const columns = { deb: 1, apk: 2, rpm: 3 } as const
  const kinds = Object.keys(columns) as (keyof typeof columns)[]

  it('has no software twice and no name twice in one distribution', () => {
    const twice = (names: readonly string[]) => names.filter((name, at) => names.indexOf(name) !== at)
    expect(knownSoftware.length).toBeGreaterThanOrEqual(200)
    expect(twice(knownSoftware.map(([software]) => software))).toEqual([])
    for (const kind of kinds)
      expect(twice(knownSoftware.flatMap((row) => row[columns[kind]].split(' ')))).toEqual([])
  })

  it('leads every name back to its software, in each distribution', () => {
    for (const kind of kinds)
      for (const row of knownSoftware)
        for (const name of row[columns[kind]].split(' ')) {
          expect([name, knownAs(kind, name)]).toEqual([name, row[0]])
          expect([name, softwareOf({ from: kind, name }).key]).toEqual([name, row[0]])
        }
  })

  it.each([
    ['deb', 'libicu74', 'apk', 'icu-libs'],
    ['deb', 'libssl3t64', 'rpm', 'openssl-libs'],
    ['deb', 'openjdk-21-jre-headless', 'apk', 'openjdk17-jre-headless'],
    ['deb', 'postgresql-client-15', 'apk', 'postgresql16-client'],
    ['deb', 'php8.2-xml', 'apk', 'php83-xml'],
    ['deb', 'libffi8', 'rpm', 'libffi'],
    ['deb', 'libssl-dev', 'rpm', 'openssl-devel'],
    ['deb', 'zlib1g-dev', 'apk', 'zlib-dev'],
    ['deb', 'ruby-json', 'rpm', 'rubygem-json'],
    ['deb', 'libfoo12', 'apk', 'foo-libs'],
  ] as const)('knows %s %s and %s %s for one', (one, name, other, otherName) => {
    expect(softwareOf({ from: one, name }).key).toBe(softwareOf({ from: other, name: otherName }).key)
  })

  it.each([
    ['libgit2-1.5', 'git'],
    ['libpcre3', 'libpcre2-8-0'],
    ['libssh-4', 'libssh2-1'],
    ['libc6-dev', 'libc6'],
    ['locales', 'libc6'],
  ])('keeps %s apart from %s', (one, other) => {
    expect(softwareOf({ from: 'deb', name: one }).key).not.toBe(softwareOf({ from: 'deb', name: other }).key)
  })
})

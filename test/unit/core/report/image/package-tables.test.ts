import { describe, expect, it } from 'vitest'
import type { ImageInsight, Package } from '../../../../../src/core/domain/image/insight.js'
import { plain } from '../../../../../src/core/findings/text.js'
import { diffPackages } from '../../../../../src/core/packages/diff-packages.js'
import { packageDiffTable, packageSummary } from '../../../../../src/core/report/image/package-diff-tables.js'
import { largestPackages, packageTable } from '../../../../../src/core/report/image/package-tables.js'
import type { PlainTable } from '../../../../../src/core/report/image/plain-table.js'

const lines = (table: PlainTable | undefined) => table?.rows.map((row) => row.map(plain).join(' | '))
const many = (from: Package['from'], prefix: string, count: number): readonly Package[] =>
  Array.from({ length: count }, (_, at) => ({
    from,
    name: `${prefix}-${String.fromCharCode(97 + at)}`,
    version: '1.0',
    installedBytes: (at + 1) * 1000,
  }))
const side = (name: string, packages: readonly Package[], unreadPackages: readonly string[] = []) => ({
  name,
  insight: { packages, unreadPackages } as unknown as ImageInsight,
})

describe('packages in a report', () => {
  it('are counted by kind, with what could not be read said', () => {
    const table = packageTable([
      side('a', many('deb', 'a', 2)),
      side('b', many('npm', 'b', 1), ['x could not be read: why']),
    ])
    expect(lines(table)).toEqual(['dpkg | 2 | 3.00 kB | – | –', 'npm | – | – | 1 | 1.00 kB'])
    expect(table?.remark).toContain('In b: x could not be read: why.')
    expect(packageTable([side('a', [])])).toBeUndefined()
  })

  it('show the largest and how many more there are', () => {
    const table = largestPackages(side('a', many('deb', 'a', 12)))
    expect(lines(table)?.[0]).toBe('12.0 kB | a-l | 1.0 | dpkg')
    expect(table?.rows).toHaveLength(10)
    expect(table?.remark).toBe('And 2 more, 3.00 kB together.')
  })

  it('against another image say what changed, came and went, each short', () => {
    const openssl = (from: 'deb' | 'apk', version: string): Package => ({
      from,
      name: 'libssl3',
      version,
      source: 'openssl',
    })
    const diff = diffPackages(
      [openssl('deb', '3.0.15-1~deb12u1'), ...many('deb', 'gone', 12)],
      [openssl('apk', '3.3.2-r0'), ...many('apk', 'come', 3)],
    )
    expect(packageSummary(diff)).toBe('1 package changed version, 3 added, 12 removed')
    const shown = lines(packageDiffTable(diff))
    expect(shown?.[0]).toBe('newer | openssl | 3.0.15 | 3.3.2 | –')
    expect(shown?.[1]).toBe('added | come-c | – | 1.0 | 3.00 kB')
    expect(shown?.at(-1)).toBe('removed | and 2 more |  |  | ')
    const same = diffPackages(many('deb', 'a', 2), many('deb', 'a', 2))
    expect(packageSummary(same)).toBe('the same packages in the same versions')
    expect(packageDiffTable(same)).toBeUndefined()
  })
})

import type { ImageInsight, Package } from '../../domain/image/insight.js'
import { quantity } from '../../findings/quantity.js'
import { type PlainTable, right, type Side } from './plain-table.js'

const mostPackages = 10

const kindText: Record<Package['from'], string> = {
  apk: 'apk',
  deb: 'dpkg',
  rpm: 'rpm',
  npm: 'npm',
  python: 'Python',
  go: 'Go modules',
}

const bytes = (value: number): string => (value === 0 ? '–' : quantity(value, 'bytes'))

const sumOf = (packages: readonly Package[]): number =>
  packages.reduce((sum, { installedBytes = 0 }) => sum + installedBytes, 0)

/** How many of each kind there are; undefined where there are none and none were looked for in vain. */
export function packageTable(sides: readonly Side<ImageInsight>[]): PlainTable | undefined {
  const kinds = (Object.keys(kindText) as Package['from'][]).filter((kind) =>
    sides.some(({ insight }) => insight.packages.some(({ from }) => from === kind)),
  )
  const unread = sides.flatMap(({ name, insight }) =>
    insight.unreadPackages.map((one) => `In ${name}: ${one}.`),
  )
  if (kinds.length === 0 && unread.length === 0) return undefined
  return {
    title: 'Packages',
    columns: [{ head: 'kind' }, ...sides.flatMap(({ name }) => [right(name), right('installed')])],
    rows: kinds.map((kind) => [
      [kindText[kind]],
      ...sides.flatMap(({ insight }) => {
        const own = insight.packages.filter(({ from }) => from === kind)
        return [[own.length === 0 ? '–' : String(own.length)], [bytes(sumOf(own))]]
      }),
    ]),
    remark: [
      ...(kinds.length > 0
        ? ['Installed: as the packages themselves say, or the bytes of what lies in their folder.']
        : []),
      ...unread,
    ].join(' '),
  }
}

/** Undefined where no package says how large it is. */
export function largestPackages({ name, insight }: Side<ImageInsight>): PlainTable | undefined {
  const largest = insight.packages
    .filter(({ installedBytes = 0 }) => installedBytes > 0)
    .sort((a, b) => (b.installedBytes ?? 0) - (a.installedBytes ?? 0))
  const more = largest.length - mostPackages
  if (largest.length === 0) return undefined
  return {
    title: `Largest packages of ${name}`,
    columns: [right('installed'), { head: 'package' }, { head: 'version' }, { head: 'kind' }],
    rows: largest
      .slice(0, mostPackages)
      .map((one) => [[bytes(one.installedBytes ?? 0)], [one.name], [one.version], [kindText[one.from]]]),
    ...(more > 0 && { remark: `And ${more} more, ${bytes(sumOf(largest.slice(mostPackages)))} together.` }),
  }
}

import type { Package } from '../domain/image/insight.js'
import type { SoftwareKind } from '../domain/image/package-diff.js'
import { knownAs, listedAs } from './known-software.js'
import { stemOf } from './package-stem.js'

/** Which software a package is of: the same key in every distribution. */
export interface SoftwareName {
  readonly kind: SoftwareKind
  readonly key: string
  /** What to call it. */
  readonly name: string
}

export function softwareOf({ from, name, source }: Pick<Package, 'from' | 'name' | 'source'>): SoftwareName {
  // pip takes `Foo_Bar` and `foo.bar` for one.
  if (from === 'python') return { kind: from, key: name.toLowerCase().replace(/[-_.]+/g, '-'), name }
  if (from === 'npm' || from === 'go') return { kind: from, key: name, name }
  const listed = listedAs(from, name)
  if (listed !== undefined) return { kind: 'system', key: listed, name: listed }
  const isForBuilding = /-(?:dev|devel|static)$/.test(name)
  const own = name.replace(/-(?:dev|devel|static|doc|docs|dbg|dbgsym|debuginfo|lang|l10n)$/i, '')
  const known = knownAs(from, own)
  const module = known === undefined ? moduleOf(own.toLowerCase()) : undefined
  const fromSource = known ?? module ?? (source === undefined ? undefined : knownAs(from, source))
  const shown = fromSource ?? source ?? own
  const key = fromSource ?? keyOf(shown)
  return isForBuilding
    ? { kind: 'system', key: `${key}-dev`, name: `${shown}-dev` }
    : { kind: 'system', key, name: shown }
}

/** Modules of languages, of which each distribution has its own way to write the name. */
const modules: readonly { readonly prefix: string; readonly names: readonly RegExp[] }[] = [
  { prefix: 'python', names: [/^python3?-(.+)$/, /^py3-(.+?)(?:-pyc)?$/, /^python3\.?\d+-(.+)$/] },
  { prefix: 'perl', names: [/^lib(.+)-perl$/, /^perl-(.+)$/] },
  { prefix: 'node', names: [/^node-(.+)$/, /^nodejs-(.+)$/] },
  { prefix: 'ruby', names: [/^ruby-(.+)$/, /^rubygem-(.+)$/] },
  { prefix: 'php', names: [/^php[\d.]*-(?:pecl-)?(.+)$/] },
]

function moduleOf(name: string): string | undefined {
  for (const { prefix, names } of modules)
    for (const pattern of names) {
      const [, module] = pattern.exec(name) ?? []
      if (module !== undefined) return `${prefix}-${module}`
    }
  return undefined
}

const SHORTEST = 3

/** Distributions differ in `lib` before a name, in the number behind it and in how they split it up. */
function keyOf(name: string): string {
  const stem = stemOf(name.toLowerCase()).replace(/-(?:libs?|common|data|bin|runtime|minimal)$/, '')
  const bare = stem.replace(/^lib(?=[a-z])/, '')
  return bare.length >= SHORTEST ? bare : stem
}

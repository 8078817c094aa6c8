import type { Level } from '../../../core/domain/finding.js'
import type { BinaryMatter } from '../../../core/domain/image/binary.js'
import type { ImagePackages } from '../../packages/find-packages.js'
import type { ViewFile } from '../../view/image-view.js'

/** One file and one thing that is wrong with it. */
export interface FileMatter
  extends Pick<
    BinaryMatter,
    'kind' | 'wanted' | 'has' | 'library' | 'elsewhere' | 'link' | 'isUncached' | 'isStarted'
  > {
  readonly level: Level
  readonly path: string
  readonly file: ViewFile
}

export interface Gathered extends BinaryMatter {
  readonly level: Level
}

const MOST_PATHS = 3
/** Of one kind: an image without its C library has one matter, not as many as it has packages. */
const MOST_OF_KIND = 20

const levels: readonly Level[] = ['fail', 'inconclusive', 'warn', 'note']

/** One finding for one cause. */
export function gather(matters: readonly FileMatter[], packages: ImagePackages): readonly Gathered[] {
  const causes = new Map<string, FileMatter[]>()
  for (const one of matters) {
    const key = causeOf(one, packages)
    const alike = causes.get(key)
    if (alike === undefined) causes.set(key, [one])
    else alike.push(one)
  }
  const counts = new Map<string, number>()
  return [...causes.values()]
    .map((alike) => together(alike, packages))
    .sort((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level) || other.files - one.files)
    .filter(({ kind }) => {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      return count <= MOST_OF_KIND
    })
}

/** What is absent is absent for all that want it; what a package brought in the wrong form is that package's. */
function causeOf({ kind, wanted, library, path, file }: FileMatter, packages: ImagePackages): string {
  const owner = packages.ownerOf(path)
  const from = owner ? `${owner.from} ${owner.name} ${owner.version}` : `layer ${file.inode.layer}`
  if (kind === 'version-absent') return JSON.stringify([kind, library, from])
  const isOfPackage = kind === 'other-libc' || kind === 'wrong-machine' || kind === 'script-carriage-return'
  return JSON.stringify(isOfPackage ? [kind, wanted, from] : [kind, wanted])
}

function together(alike: readonly FileMatter[], packages: ImagePackages): Gathered {
  const gravest = [...alike].sort(
    (one, other) =>
      levels.indexOf(one.level) - levels.indexOf(other.level) ||
      (one.kind === 'version-absent' ? byVersion(other.wanted, one.wanted) : 0),
  )[0] as FileMatter
  const owners = alike.map(({ path }) => packages.ownerOf(path))
  const owner = owners[0]
  const isOne = owners.every((one) => one?.from === owner?.from && one?.name === owner?.name)
  const layer = gravest.file.inode.layer
  const paths = [...new Set([gravest.path, ...alike.map(({ path }) => path)])]
  const wanted =
    gravest.kind === 'version-absent'
      ? alike.map((one) => one.wanted).reduce((newest, one) => (byVersion(one, newest) > 0 ? one : newest))
      : gravest.wanted
  const { kind, has, library, elsewhere, link, isUncached, isStarted, level } = gravest
  return {
    kind,
    wanted,
    ...(has !== undefined && { has }),
    ...(library !== undefined && { library }),
    ...(elsewhere !== undefined && { elsewhere }),
    ...(link !== undefined && { link }),
    ...(isUncached !== undefined && { isUncached }),
    paths: paths.slice(0, MOST_PATHS),
    files: paths.length,
    ...(isOne && owner && { package: { from: owner.from, name: owner.name, version: owner.version } }),
    ...(alike.every(({ file }) => file.inode.layer === layer) && { layer }),
    isStarted,
    level,
  }
}

/** `GLIBC_2.9` before `GLIBC_2.36`. */
export function byVersion(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => (version.match(/\d+/g) ?? []).map(Number))
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const difference = (a?.[at] ?? -1) - (b?.[at] ?? -1)
    if (difference !== 0) return difference
  }
  return one < other ? -1 : one > other ? 1 : 0
}

import type { ToolLeft } from '../../core/domain/image/posture.js'
import type { ImagePackages } from '../packages/find-packages.js'
import type { ImageView } from '../view/image-view.js'

const programFolders = ['bin', 'sbin', 'usr/bin', 'usr/sbin', 'usr/local/bin', 'usr/local/sbin']
const shells = ['sh', 'ash', 'bash', 'busybox', 'csh', 'dash', 'fish', 'ksh', 'mksh', 'tcsh', 'zsh']
const systemManagers = ['apk', 'apt-get', 'dnf', 'dpkg', 'microdnf', 'pacman', 'rpm', 'yum', 'zypper']
const languageManagers = ['composer', 'conda', 'gem', 'npm', 'pip', 'pip3', 'pnpm', 'poetry', 'uv', 'yarn']

const filesOf = (view: ImageView, name: string): readonly string[] =>
  programFolders.flatMap((folder) => {
    const file = view.resolve(`${folder}/${name}`)
    return file?.kind === 'file' ? [file.path] : []
  })

export const findShells = (view: ImageView): readonly string[] =>
  shells.filter((name) => filesOf(view, name).length > 0)

export const findPackageManagers = (view: ImageView): readonly string[] =>
  // busybox has small ones of its own, which unpack and manage nothing.
  [...systemManagers, ...languageManagers].filter((name) =>
    filesOf(view, name).some((path) => !path.endsWith('/busybox')),
  )

const compiler =
  /^(?:usr\/(?:local\/)?)?bin\/(?:[\w.]+-(?:[\w.]+-)*)?(?:gcc|g\+\+|c\+\+|cc|clang|clang\+\+|tcc|gfortran|rustc|javac|ld(?:\.bfd|\.gold|\.lld)?|as)(?:-[\d.]+)?$|^usr\/local\/go\/bin\/go$|\/(?:cc1|cc1plus|lto1)$/

/** Compilers and linkers by the package that brought them, with all that the package weighs. */
export function findCompilers(view: ImageView, { ownerOf }: ImagePackages): readonly ToolLeft[] {
  const byPackage = new Map<string, { path: string; sizeBytes: number }>()
  const alone: ToolLeft[] = []
  for (const { path, kind, sizeBytes } of view.files()) {
    if (kind !== 'file' || !compiler.test(path)) continue
    const name = ownerOf(path)?.name
    if (name === undefined) alone.push({ path, sizeBytes })
    else if (!byPackage.has(name)) byPackage.set(name, { path, sizeBytes: 0 })
  }
  if (byPackage.size > 0) addPackageBytes(view, ownerOf, byPackage)
  const owned = [...byPackage].map(([name, left]) => ({ package: name, ...left }))
  return [...owned, ...alone].sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1))
}

function addPackageBytes(
  view: ImageView,
  ownerOf: ImagePackages['ownerOf'],
  byPackage: ReadonlyMap<string, { sizeBytes: number }>,
): void {
  for (const file of view.files()) {
    if (file.kind !== 'file' || file.inode.path !== file.path) continue
    const left = byPackage.get(ownerOf(file)?.name ?? '')
    if (left !== undefined) left.sizeBytes += file.sizeBytes
  }
}

/** Where the managers of language packages lie with all that they need. */
const managerFolder =
  /^((?:usr\/(?:local\/)?lib\/node_modules\/(npm|corepack|pnpm|yarn))|(?:opt\/(yarn)-[^/]+)|(?:usr\/(?:local\/)?lib\/python[^/]+\/(?:site|dist)-packages\/(pip)))\//

export interface ManagerFolder {
  readonly name: string
  readonly path: string
  readonly sizeBytes: number
}

export function findManagerFolders(view: ImageView): readonly ManagerFolder[] {
  const folders = new Map<string, ManagerFolder>()
  for (const { path, kind, sizeBytes } of view.files()) {
    if (kind !== 'file') continue
    const [, folder, ...names] = managerFolder.exec(path) ?? []
    const name = names.find((one) => one !== undefined)
    if (folder === undefined || name === undefined) continue
    const before = folders.get(folder)?.sizeBytes ?? 0
    folders.set(folder, { name, path: folder, sizeBytes: before + sizeBytes })
  }
  return [...folders.values()].sort((a, b) => b.sizeBytes - a.sizeBytes)
}

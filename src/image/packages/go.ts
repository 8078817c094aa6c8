import type { Package } from '../../core/domain/image/insight.js'
import type { ImageView } from '../view/image-view.js'
import type { Found } from './found.js'

/** Modules that Go wrote into the programs it linked; the same module in two programs is there twice. */
export function findGo(view: ImageView): Found {
  const packages: Package[] = []
  const unread: string[] = []
  for (const { path, kind, inode } of view.files()) {
    const build = kind === 'file' ? inode.entry.captured?.goBuild : undefined
    if (build === undefined || inode.path !== path) continue
    if (build.isInPointers) {
      unread.push(`the Go modules of ${path} could not be read: it was linked by a Go before 1.18`)
      continue
    }
    packages.push({ from: 'go', name: 'go', version: build.goVersion.replace(/^go/, ''), path })
    for (const [name, version] of modulesOf(build.modules)) packages.push({ from: 'go', name, version, path })
  }
  return { packages, owned: [], unread }
}

/** Lines of `mod|dep TAB module TAB version TAB sum`; `=>` says what stands in for the module before it. */
function modulesOf(text: string): readonly (readonly [string, string])[] {
  const modules: (readonly [string, string])[] = []
  for (const line of text.split('\n')) {
    const [what, name, version] = line.split('\t')
    if (!name || !version) continue
    if (what === '=>') modules.pop()
    if (what === 'mod' || what === 'dep' || what === '=>') modules.push([name, version])
  }
  return modules
}

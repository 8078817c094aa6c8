import { posix } from 'node:path'
import type { Leftover, Owner, OwnerBytes, Package } from '../../core/domain/image/insight.js'
import type { ImageContents } from '../contents.js'
import { stepsOfLayers } from '../image-config.js'
import { imagePath } from '../layer-entry.js'
import type { ImagePackages } from '../packages/find-packages.js'
import type { ImageView, ViewFile } from '../view/image-view.js'
import { masked } from '../view/masked.js'
import { copyOf } from './copy-step.js'
import { gatherLeftovers } from './leftovers.js'
import { neededBy } from './needed.js'
import { rules } from './rules.js'

const largestShown = 5

export interface SharedBytes {
  readonly owners: readonly OwnerBytes[]
  readonly leftovers: readonly Leftover[]
}

/** Whose every byte of the final view is. Bytes that several names share are the first one's. */
export function shareBytes(
  { config, layers }: ImageContents,
  view: ImageView,
  ownerOf: ImagePackages['ownerOf'],
): SharedBytes {
  const copies = stepsOfLayers(config, layers.length).map(copyOf)
  const environments = virtualEnvironments(view)
  const appFolders = appFoldersOf(config.workingDir, [...config.entrypoint, ...config.command])
  const shares = new Map<Owner, Share>()
  const started = new Set([...config.entrypoint, ...config.command].map(imagePath))
  const leftovers = gatherLeftovers(neededBy(config))
  const counted = new Set<ViewFile['inode']>()
  for (const file of view.files()) {
    if (file.kind !== 'file' || masked.has(file.path)) continue
    if (file.inode.links > 1) {
      if (counted.has(file.inode)) continue
      counted.add(file.inode)
    }
    const owner = ownerOf(file) ?? ownerOfSource(file.path, ownerOf)
    // The lowest layer of a base is often a copy too, of a whole system.
    const copy = file.inode.layer > 0 ? copies[file.inode.layer] : undefined
    const clues = {
      file,
      ...(owner && { owner }),
      isCopied: copy !== undefined,
      isFromContext: copy === 'context',
      isInVirtualEnv: isInOneOf(environments, file.path),
      isInAppFolder: isInOneOf(appFolders, file.path),
      isStarted: started.has(file.path),
    }
    const whose = rules.find(({ holds }) => holds(clues))?.owner ?? 'other'
    leftovers.add(whose, file, clues.isCopied)
    const share = shares.get(whose) ?? { sizeBytes: 0, files: 0, folders: new Map() }
    shares.set(whose, share)
    share.sizeBytes += file.sizeBytes
    share.files++
    const folder = shortFolder(file.path)
    share.folders.set(folder, (share.folders.get(folder) ?? 0) + file.sizeBytes)
  }
  return {
    owners: [...shares].map(tell).sort((a, b) => b.sizeBytes - a.sizeBytes || (a.owner < b.owner ? -1 : 1)),
    leftovers: leftovers.all(),
  }
}

interface Share {
  sizeBytes: number
  files: number
  readonly folders: Map<string, number>
}

const tell = ([owner, { sizeBytes, files, folders }]: readonly [Owner, Share]): OwnerBytes => ({
  owner,
  sizeBytes,
  files,
  largest: [...folders]
    .flatMap(([path, bytes]) => (bytes > 0 ? [{ path, sizeBytes: bytes }] : []))
    .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1))
    .slice(0, largestShown),
})

function virtualEnvironments(view: ImageView): readonly string[] {
  const found: string[] = []
  for (const { path } of view.files()) if (path.endsWith('/pyvenv.cfg')) found.push(posix.dirname(path))
  return found
}

/** Python writes beside a module what it compiled of it; whose the module is, that is too. */
function ownerOfSource(path: string, ownerOf: ImagePackages['ownerOf']): Package | undefined {
  if (!path.endsWith('.pyc')) return undefined
  return ownerOf(path.replace(/__pycache__\/([^/]+)\.[\w-]+(?:\.opt-\d)?\.pyc$/, '$1.py'))
}

/** System folders hold much that is nobody's application. */
const systemFolder =
  /^(?:|bin|sbin|lib|lib64|usr|usr\/(?:local\/)?(?:bin|sbin|lib|libexec)|usr\/local|etc|opt|home|root|tmp|var)$/

function appFoldersOf(workingDir: string, started: readonly string[]): readonly string[] {
  const folders = [
    imagePath(workingDir),
    ...started.filter((word) => word.startsWith('/')).map((word) => imagePath(posix.dirname(word))),
  ]
  return [...new Set(folders.filter((folder) => !systemFolder.test(folder)))]
}

const isInOneOf = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`))

/** Two names deep, three below `usr`: enough to know what it is. */
function shortFolder(path: string): string {
  const parts = path.split('/')
  const deep = parts[0] === 'usr' ? 3 : 2
  return parts.slice(0, Math.min(deep, parts.length)).join('/')
}

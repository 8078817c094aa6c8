import type { Finding } from '../../core/domain/finding.js'
import { isFloating } from '../../core/domain/image/floating-base.js'
import type { Posture, PostureEvidence } from '../../core/domain/image/posture.js'
import type { ImageContents } from '../contents.js'
import type { ImageConfig } from '../image-config.js'
import type { ImagePackages } from '../packages/find-packages.js'
import { userNumber } from '../start/find-user.js'
import { startedFiles } from '../start/started.js'
import type { ImageView } from '../view/image-view.js'
import { findCapabilityFiles } from './capabilities.js'
import { findSetIdFiles, findWritableByAll } from './modes.js'
import { sampleOf } from './sample.js'
import { shellLine, startForm } from './start-form.js'
import { findCompilers, findManagerFolders, findPackageManagers, findShells } from './tools.js'

type PostureFinding = Extract<Finding, { tag: 'image-posture' }>

export interface JudgedPosture {
  readonly posture: Posture
  readonly findings: readonly PostureFinding[]
}

/** How safely an image is set up, and what of that its makers can better; what its base brought is not held against them. */
export function judgePosture(
  contents: ImageContents,
  view: ImageView,
  packages: ImagePackages,
): JudgedPosture {
  const { config } = contents
  const setIdFiles = findSetIdFiles(contents, view, packages)
  const capable = findCapabilityFiles(view, packages)
  const writable = findWritableByAll(view)
  const compilers = findCompilers(view, packages)
  const managers = findPackageManagers(view)
  const uid = userNumber(view, config)
  const start = startForm(view, config)
  const base = {
    name: config.labels['org.opencontainers.image.base.name'],
    digest: config.labels['org.opencontainers.image.base.digest'],
  }
  const [healthForm, ...healthWords] = config.healthcheck ?? []
  const posture: Posture = {
    user: { name: config.user, ...(uid !== undefined && { uid }) },
    setIdFiles: sampleOf(setIdFiles),
    ...(capable.length > 0 && { capabilityFiles: sampleOf(capable) }),
    writableByAll: sampleOf(writable.map(({ path }) => path)),
    shells: findShells(view),
    packageManagers: managers,
    compilers: sampleOf(compilers),
    ...((base.name || base.digest) && {
      base: { ...(base.name && { name: base.name }), ...(base.digest && { digest: base.digest }) },
    }),
    healthCheck: healthForm === undefined ? 'none' : healthForm === 'NONE' ? 'disabled' : 'set',
    ...(healthWords.length > 0 && { healthCommand: healthWords.join(' ') }),
    ports: config.exposedPorts,
    volumes: config.volumes,
    ...(config.stopSignal && { stopSignal: config.stopSignal }),
    start,
  }
  const words = [...config.entrypoint, ...config.command]
  // Elsewhere nobody named is nobody mighty.
  const isLinux = contents.image.platform.startsWith('linux/')
  const matters: readonly (PostureEvidence | undefined)[] = [
    isLinux && uid === 0 && !words.some((word) => dropsRoot.test(word)) && !scriptDropsRoot(view, config)
      ? one('root-user', config.user)
      : undefined,
    about(
      'set-id',
      setIdFiles.filter((file) => file.layer > 0 && file.package === undefined),
    ),
    ...[false, true].map((isBeyond) =>
      about(
        isBeyond ? 'capabilities-beyond-default' : 'capabilities',
        capable
          .filter((file) => file.layer > 0 && file.package === undefined)
          .filter(({ beyondDefault }) => beyondDefault.length > 0 === isBeyond)
          .map(({ path, layer, capabilities }) => ({ path: `${path} ${capabilities.join(',')}`, layer })),
      ),
    ),
    about(
      'writable-by-all',
      writable.flatMap(({ path, inode }) => (inode.layer > 0 ? [{ path, layer: inode.layer }] : [])),
    ),
    start.shellStays ? one('shell-first', words.join(' ')) : undefined,
    isIgnored(config.entrypoint, config.command)
      ? one('command-ignored', config.command.join(' '))
      : undefined,
    base.name && !base.digest && isFloating(base.name) ? one('floating-base', base.name) : undefined,
    weighed(
      'compilers',
      compilers.map((left) => ({ name: left.package ?? `/${left.path}`, sizeBytes: left.sizeBytes })),
    ),
    weighed(
      'package-manager',
      findManagerFolders(view)
        .filter(({ name }) => !words.some((word) => word.includes(name)))
        .map(({ path, sizeBytes }) => ({ name: `/${path}`, sizeBytes })),
    ),
  ]
  const findings = matters.flatMap((matter): readonly PostureFinding[] =>
    matter === undefined ? [] : [{ tag: 'image-posture', level: levels(matter.kind), ...matter }],
  )
  return { posture, findings }
}

/** They take the program's user from their arguments. */
const dropsRoot = /(?:^|[/\s])(?:gosu|su-exec|setpriv|runuser|chpst|s6-setuidgid)(?:\s|$)/

const scriptDropsRoot = (view: ImageView, config: ImageConfig): boolean =>
  [...startedFiles(view, config)].some(({ entry }) => entry.captured?.dropsRoot)

/** What costs bytes or may be meant so is advice. */
const notes: ReadonlySet<PostureEvidence['kind']> = new Set([
  'capabilities',
  'compilers',
  'package-manager',
  'floating-base',
])

const levels = (kind: PostureEvidence['kind']): PostureFinding['level'] => (notes.has(kind) ? 'note' : 'warn')

const one = (kind: PostureEvidence['kind'], example: string): PostureEvidence => ({
  kind,
  examples: [example],
  count: 1,
})

function about(
  kind: PostureEvidence['kind'],
  files: readonly { readonly path: string; readonly layer: number }[],
): PostureEvidence | undefined {
  const { count, first } = sampleOf(files)
  const [{ layer } = {}] = first
  if (layer === undefined) return undefined
  const isOneLayer = files.every((file) => file.layer === layer)
  return { kind, examples: first.map(({ path }) => `/${path}`), count, ...(isOneLayer && { layer }) }
}

function weighed(
  kind: PostureEvidence['kind'],
  all: readonly { readonly name: string; readonly sizeBytes: number }[],
): PostureEvidence | undefined {
  const { count, first } = sampleOf(all)
  if (count === 0) return undefined
  const sizeBytes = all.reduce((sum, left) => sum + left.sizeBytes, 0)
  return { kind, examples: first.map(({ name }) => name), count, sizeBytes }
}

/** A line of shell sees arguments only where it asks for them. */
function isIgnored(entrypoint: readonly string[], command: readonly string[]): boolean {
  const line = shellLine(entrypoint)
  return line !== undefined && command.length > 0 && !/\$\{?[@*0-9]/.test(line)
}

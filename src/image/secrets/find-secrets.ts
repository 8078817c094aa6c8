import type { Finding } from '../../core/domain/finding.js'
import type { SecretEvidence } from '../../core/domain/image/secret.js'
import type { ImageContents, LayerEntry } from '../contents.js'
import type { ImagePackages } from '../packages/find-packages.js'
import type { ImageView } from '../view/image-view.js'
import { secretsOfConfig } from './config-secrets.js'

export type SecretFinding = Extract<Finding, { tag: 'image-secret' }>

/** An image with more of them is told no better by a longer list. */
const mostFindings = 100

/** Secrets in files that containers see, in files that later layers hid, and in the config. */
export function findSecrets(
  { config }: ImageContents,
  view: ImageView,
  { ownerOf }: ImagePackages,
): readonly SecretFinding[] {
  const packageOf = (path: string) => ownerOf(path)?.name ?? languagePackage(path)
  const all = [...inView(view, packageOf), ...hidden(view, packageOf), ...secretsOfConfig(config)]
  const findings = all.map(
    (one): SecretFinding => ({
      tag: 'image-secret',
      level: one.package === undefined ? 'warn' : 'note',
      ...one,
    }),
  )
  return findings
    .sort((a, b) => Number(b.level === 'warn') - Number(a.level === 'warn'))
    .slice(0, mostFindings)
}

type PackageOf = (path: string) => string | undefined

function inView(view: ImageView, packageOf: PackageOf): readonly SecretEvidence[] {
  const found: SecretEvidence[] = []
  for (const { path, inode } of view.files())
    if (inode.path === path || inode.links === 1)
      found.push(...evidenceOf(inode.entry, path, packageOf, { where: 'file', layer: inode.layer }))
  return found
}

/** What is deleted in a later layer is still in the one below, and comes with every pull. */
function hidden(view: ImageView, packageOf: PackageOf): readonly SecretEvidence[] {
  return view.hidden.flatMap(({ path, layer, by, entry }) => {
    const now = new Set(view.get(path)?.inode.entry.captured?.secrets?.map(({ kind }) => kind))
    const found = evidenceOf(entry, path, packageOf, { where: 'lower-layer', layer, hiddenBy: by })
    return found.filter(({ kind }) => !now.has(kind))
  })
}

function evidenceOf(
  { captured }: LayerEntry,
  path: string,
  packageOf: PackageOf,
  place: Pick<SecretEvidence, 'where' | 'layer' | 'hiddenBy'>,
): readonly SecretEvidence[] {
  const name = captured?.secrets === undefined ? undefined : packageOf(path)
  return (captured?.secrets ?? []).map((hit) => ({
    ...hit,
    ...place,
    path,
    ...(name !== undefined && { package: name }),
  }))
}

/** Packages carry keys for their own tests; whoever publishes one has published them. */
const languagePackage = (path: string): string | undefined =>
  /(?:^|\/)(?:node_modules|(?:site|dist)-packages|gems|pkg\/mod)\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]

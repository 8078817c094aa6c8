import { createHash } from 'node:crypto'
import type { VariantRef } from '../core/domain/variant.js'

/** On everything that a run creates; what carries it is removed with the run. */
export const runLabel = 'container-migrate.run'
export const broughtLabel = 'container-migrate.brought'
export const previousLabel = 'container-migrate.previous'

export const runLabels = (runId: string): Record<string, string> => ({ [runLabel]: runId })

export const variantLabels = (runId: string, ref: VariantRef): Record<string, string> => ({
  [runLabel]: runId,
  'container-migrate.service': ref.service,
  'container-migrate.role': ref.role,
  ...(ref.revision === 'base' && { 'container-migrate.revision': ref.revision }),
})

export const filterByRun = (runId: string): { readonly label: string[] } => ({
  label: [`${runLabel}=${runId}`],
})

export const variantTag = (runId: string, ref: VariantRef): string =>
  `container-migrate/${repositoryName(ref.service)}-${variantName(ref)}:${runId}`

/** An image of a timed build: never the one that is started. */
export const timedTag = (runId: string, ref: VariantRef, kind: string): string =>
  `container-migrate/${repositoryName(ref.service)}-${variantName(ref)}-${kind}:${runId}`

/** In a repository that many services and runs share. */
export const pushTag = (runId: string, ref: VariantRef): string =>
  `${repositoryName(ref.service).slice(0, 80)}-${variantName(ref)}-${runId}`

const variantName = ({ role, revision }: VariantRef): string => (revision === 'base' ? `${role}-base` : role)

/** Repository names are lower case with few signs; a service whose name is not gets a digest, so that no two meet. */
function repositoryName(service: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(service)) return service
  const plain = service
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `${plain}${plain === '' ? 's' : '-'}${createHash('sha256').update(service).digest('hex').slice(0, 8)}`
}

export type Role = 'baseline' | 'candidate'
/** `base`: as the branch has it that this change is to go into. */
type Revision = 'base' | 'head'

export const roles: readonly Role[] = ['baseline', 'candidate']

/** Names one variant of one service at one state of the repository. */
export interface VariantRef {
  readonly service: string
  readonly role: Role
  readonly revision: Revision
}

export const headRef = (service: string, role: Role): VariantRef => ({ service, role, revision: 'head' })

/** Of the base only the candidate is looked at: that is what a change may have made worse. */
export const baseRef = (service: string): VariantRef => ({ service, role: 'candidate', revision: 'base' })

/** Of a suite's cell, which says its revision only where that is the base. */
export const refOfCell = (
  cell: Omit<VariantRef, 'revision'> & { readonly revision?: 'base' },
): VariantRef => ({
  service: cell.service,
  role: cell.role,
  revision: cell.revision ?? 'head',
})

export const variantKey = (ref: VariantRef): string => `${ref.service}/${ref.role}@${ref.revision}`

/** Where in a file the user can change something. Lines and columns start at 1. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

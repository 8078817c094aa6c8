export type Role = 'baseline' | 'candidate'
type Revision = 'base' | 'head'

export const roles: readonly Role[] = ['baseline', 'candidate']

/** Names one variant of one service at one state of the repository. */
export interface VariantRef {
  readonly service: string
  readonly role: Role
  readonly revision: Revision
}

export const variantKey = (ref: VariantRef): string => `${ref.service}/${ref.role}@${ref.revision}`

/** Where in a file the user can change something. Lines and columns start at 1. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

import type { VariantRef } from '../domain/variant.js'
import { code, type Text, text } from './text.js'

/** Whose image it is, where there is more than one. */
export const aboutImage = ({ ref }: { readonly ref?: VariantRef }): Text =>
  ref === undefined ? [] : text`${code(ref.service)}: in the image of the ${ref.role}, `

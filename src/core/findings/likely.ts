import type { Cause } from '../domain/cause.js'
import { causeProse } from './causes.js'
import { type Text, text } from './text.js'

export const likely = (cause: Cause | undefined): Text =>
  cause ? text`Likely cause: ${causeProse[cause].name}.` : []

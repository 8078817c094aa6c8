import { isSecretName, spotAssignments, spotOptions, spotUrlLogins } from './assignments.js'
import { isRealValue } from './real-value.js'
import { apart, type Spotted } from './spotted.js'
import { spotTokens, spotWebTokens } from './tokens.js'

/** In a line of the history, an entrypoint or a health check. */
export const spotInCommand = (text: string): readonly Spotted[] =>
  apart([
    ...spotTokens(text),
    ...spotAssignments(text),
    ...spotUrlLogins(text),
    ...spotOptions(text),
    ...spotWebTokens(text),
  ])

/** In the value of a variable or a label, whose name may tell what it is. */
export function spotVariable(name: string, value: string): readonly Spotted[] {
  const formed = apart([...spotTokens(value), ...spotUrlLogins(value), ...spotWebTokens(value)])
  if (formed.length > 0 || !isSecretName(name) || !isRealValue(value)) return formed
  return [{ kind: 'secret-value', start: 0, end: value.length, name }]
}

export function variableOf(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

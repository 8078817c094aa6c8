import type { Answer } from './answer.js'
import { inShort } from './in-short.js'

/** Far beyond any real answer, and far below what would exhaust the stack of whoever walks the value. */
const deepest = 500

export type ReadJson =
  | { readonly readable: true; readonly value: unknown }
  | { readonly readable: false; readonly why: string }

/** Reads a body as JSON; bodies are hostile, so whatever comes back can be walked by plain recursion. */
export function readJson(answer: Pick<Answer, 'body' | 'bodyCut'>): ReadJson {
  if (answer.bodyCut) return { readable: false, why: 'longer than what is kept of a body' }
  if (answer.body === '') return { readable: false, why: 'empty' }
  if (nesting(answer.body) > deepest) return { readable: false, why: `nested deeper than ${deepest} levels` }
  try {
    return { readable: true, value: JSON.parse(answer.body) as unknown }
  } catch {
    return { readable: false, why: `not JSON: ${inShort(answer.body)}` }
  }
}

function nesting(text: string): number {
  let depth = 0
  let most = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '{' || character === '[') most = Math.max(most, ++depth)
    else if (character === '}' || character === ']') depth -= 1
  }
  return most
}

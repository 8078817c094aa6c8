import type { SecretKind } from '../../core/domain/image/secret.js'
import { isRealValue } from './real-value.js'
import type { Spotted } from './spotted.js'

const secretName =
  /(?:^|[_.-])(?:token|secret|password|passwd|passphrase|pass|(?<=_)pwd|secret[_-]?key[_-]?base|(?:api|secret|access|private|encryption|signing|master|auth|account|client)[_-]?key)$/i
/** Bundlers put these into what browsers load. */
const publicName = /^(?:next_public|vite|react_app|nuxt_public|expo_public|public|gatsby|vue_app)_/i

/** A variable whose name says that its value is a secret. */
export const isSecretName = (name: string): boolean => secretName.test(name) && !publicName.test(name)

const assignment = /(?<![\w$.-])([A-Za-z_][\w.-]*)=("[^"\n]*"|'[^'\n]*'|[^\s;&|"']+)/g

/** `NAME=value` in commands and in `.env` files, where the name says that it is a secret. */
export const spotAssignments = (text: string): readonly Spotted[] =>
  spotGroups(text, assignment, 2, 'secret-value', 1).filter(({ name }) => isSecretName(name ?? ''))

const environmentLine =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*("[^"\n]*"|'[^'\n]*'|[^\s#"']+)/gm

/** A line of a file of variables, in which spaces may stand around the sign. */
export const spotEnvironmentLines = (text: string): readonly Spotted[] =>
  spotGroups(text, environmentLine, 2, 'secret-value', 1).filter(({ name }) => isSecretName(name ?? ''))

const urlLogin = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'`]{0,200}:([^\s:@/"'`]{1,500})@[\w.-]/gi

/** `scheme://user:password@host`. */
export const spotUrlLogins = (text: string): readonly Spotted[] =>
  text.includes('://') ? spotGroups(text, urlLogin, 1, 'password-in-url') : []

const option =
  /--(?:password|passwd|token|auth-token|api-key|secret)[= ]("[^"\n]*"|'[^'\n]*'|[^\s;&|"']+)|authorization:\s*(?:bearer|basic|token)\s+([^\s"']+)|\bx-(?:api-key|auth-token|access-token)\s*:\s*([^\s"']+)/gi

/** What a command line hands over. */
export const spotOptions = (text: string): readonly Spotted[] => [
  ...spotGroups(text, option, 1, 'secret-value'),
  ...spotGroups(text, option, 2, 'secret-value'),
  ...spotGroups(text, option, 3, 'secret-value'),
  ...spotCurlLogins(text),
]

const curlClause = /\bcurl\s[^\n;&|]*/g
const curlLogin = /\s(?:-u|--user)[ =]?["']?[^\s:"'/]+:([^\s"']+)/g

/** `curl -u name:password`. */
const spotCurlLogins = (text: string): readonly Spotted[] =>
  [...text.matchAll(curlClause)].flatMap(({ 0: clause, index }) =>
    spotGroups(clause, curlLogin, 1, 'secret-value').map((one) => ({
      ...one,
      start: one.start + index,
      end: one.end + index,
    })),
  )

/** What one group of a pattern finds, without its quotes, where it is a real value. */
export function spotGroups(
  text: string,
  pattern: RegExp,
  group: number,
  kind: SecretKind,
  nameGroup?: number,
): readonly Spotted[] {
  return [...text.matchAll(pattern)].flatMap((match): readonly Spotted[] => {
    const quoted = match[group]
    if (quoted === undefined) return []
    const [whole] = match
    const value = /^(["']).*\1$/s.test(quoted) ? quoted.slice(1, -1) : quoted
    const name = nameGroup === undefined ? undefined : match[nameGroup]
    if (!isRealValue(value)) return []
    const start = match.index + whole.lastIndexOf(quoted) + (quoted.length - value.length) / 2
    return [{ kind, start, end: start + value.length, ...(name !== undefined && { name }) }]
  })
}

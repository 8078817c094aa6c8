import type { SecretKind } from '../../core/domain/image/secret.js'
import { spotAssignments, spotEnvironmentLines, spotGroups, spotUrlLogins } from './assignments.js'
import type { Spotted } from './spotted.js'

/** Files whose place is known to hold logins, and how each writes them. */
interface LoginFile {
  readonly path: RegExp
  readonly kind: SecretKind
  readonly written: RegExp
}

const files: readonly LoginFile[] = [
  {
    path: /(?:^|\/)(?:\.npmrc|npmrc|\.yarnrc(?:\.yml)?)$/,
    kind: 'registry-login',
    written: /(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent)\s*[=:]\s*("[^"\n]*"|[^\s"]+)/g,
  },
  { path: /(?:^|\/)\.pypirc$/, kind: 'registry-login', written: /^[ \t]*password\s*[=:]\s*(\S+)/gm },
  {
    path: /(?:^|\/)(?:[._]netrc|etc\/apt\/auth\.conf(?:\.d\/[^/]+)?)$/,
    kind: 'login',
    written: /\bpassword\s+(\S+)/g,
  },
  {
    path: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg|containers\/auth\.json)$/,
    kind: 'registry-login',
    written: /"(?:auth|identitytoken|registrytoken)"\s*:\s*("[A-Za-z0-9+/=_.-]{8,}")/g,
  },
  {
    path: /(?:^|\/)\.git\/config$/,
    kind: 'login',
    written: /extraheader\s*=\s*authorization:\s*\w+\s+(\S+)/gi,
  },
  {
    path: /(?:^|\/)\.aws\/credentials$/,
    kind: 'aws-key',
    written: /aws_secret_access_key\s*=\s*(\S+)/g,
  },
  { path: /(?:^|\/)\.my\.cnf$/, kind: 'login', written: /^[ \t]*password\s*=\s*("[^"\n]*"|\S+)/gm },
  { path: /(?:^|\/)\.pgpass$/, kind: 'login', written: /^(?:[^:\n]*:){4}(\S+)$/gm },
  {
    path: /(?:^|\/)\.kube\/config$/,
    kind: 'login',
    written: /(?:client-key-data|token):\s*("[^"\n]*"|\S+)/g,
  },
  {
    path: /(?:^|\/)\.m2\/settings\.xml$/,
    kind: 'registry-login',
    written: /<password>([^<{]+)<\/password>/g,
  },
]

const urlFile = /(?:^|\/)(?:\.git\/config|\.git-credentials|pip\.conf|\.pip\/pip\.conf|\.gitconfig)$/
const environmentFile = /(?:^|\/)(?:\.env(?:rc|(?:\.[\w-]+)*)|[\w-]+\.env)$/
const exampleFile = /(?:example|sample|template|dist|defaults?|schema)(?:$|\.)/i

/** By the last part of the path: nothing that the tables above and below hold has another name. */
const anyLoginFile =
  /^(?:[._]\w|config(?:\.json)?$|auth\.|credentials$|settings\.xml$|npmrc$|pip\.conf$)|\.env$|\.conf$/

/** Files that are looked into wherever they lie, for their name. */
export const isLoginFile = (path: string): boolean =>
  // Asked of every file there is.
  anyLoginFile.test(path.slice(path.lastIndexOf('/') + 1)) &&
  (files.some((one) => one.path.test(path)) || urlFile.test(path) || isEnvironmentFile(path))

const isEnvironmentFile = (path: string): boolean => environmentFile.test(path) && !exampleFile.test(path)

export const spotLogins = (path: string, text: string): readonly Spotted[] => [
  ...files.flatMap((one) => (one.path.test(path) ? spotGroups(text, one.written, 1, one.kind) : [])),
  ...(urlFile.test(path) || isEnvironmentFile(path) ? spotUrlLogins(text) : []),
  ...(isEnvironmentFile(path) ? [...spotAssignments(text), ...spotEnvironmentLines(text)] : []),
]

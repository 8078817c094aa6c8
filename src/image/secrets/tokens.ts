import type { SecretKind } from '../../core/domain/image/secret.js'
import { isRealToken } from './real-value.js'
import type { Spotted } from './spotted.js'

/** What can be known by its form alone, wherever it stands. */
interface TokenForm {
  readonly kind: SecretKind
  readonly form: RegExp
  /** What its form alone does not prove. */
  readonly holds?: (found: string, text: string, at: number) => boolean
}

const pemKey =
  /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s"',+])*(?:(?:Proc-Type|DEK-Info|Comment|Version|Charset|Hash): ?[^\n\\]*(?:\\[nr]|\s)+)*[A-Za-z0-9+/=\s\\]{64,}/g

const forms: readonly TokenForm[] = [
  { kind: 'gcp-key', form: pemKey, holds: (_, text) => /"type"\s*:\s*"service_account"/.test(text) },
  { kind: 'private-key', form: pemKey },
  {
    kind: 'github-token',
    form: /(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9_])/g,
  },
  { kind: 'gitlab-token', form: /(?<![\w-])gl(?:pat|dt|rt|ptt)-[\w-]{20,64}(?![\w-])/g },
  { kind: 'slack-token', form: /(?<![\w-])xox[abeprs]-(?:\d+-){1,3}[A-Za-z0-9]{16,128}(?![\w-])/g },
  {
    kind: 'slack-token',
    form: /hooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{24}/g,
  },
  { kind: 'npm-token', form: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/g },
  { kind: 'pypi-token', form: /(?<![\w-])pypi-AgE[\w-]{50,512}/g },
  { kind: 'docker-token', form: /(?<![\w-])dckr_pat_[\w-]{27}(?![\w-])/g },
  { kind: 'stripe-key', form: /(?<![A-Za-z0-9_])[sr]k_live_[A-Za-z0-9]{20,128}(?![A-Za-z0-9_])/g },
  { kind: 'api-token', form: /(?<![\w-])dop_v1_[0-9a-f]{64}(?![\w-])/g },
  // Keys of models' and mail services, whose forms hold enough to be told by.
  { kind: 'api-token', form: /(?<![\w-])sk-(?:proj|svcacct|admin|ant-api\d\d|ant-admin\d\d)-[\w-]{20,256}/g },
  { kind: 'api-token', form: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { kind: 'api-token', form: /(?<![\w-])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g },
  { kind: 'api-token', form: /(?<![A-Za-z0-9_])hf_[A-Za-z]{34}(?![A-Za-z0-9_])/g },
  { kind: 'azure-key', form: /AccountKey=[A-Za-z0-9+/]{86}==|SharedAccessKey=[A-Za-z0-9+/]{43}=/g },
  {
    kind: 'aws-key',
    form: /(?<![A-Za-z0-9_/+])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9_/+=])/g,
    holds: (_, text, at) => hasAwsSecretNear(text, at),
  },
]

/** A key's id is no secret without its other half, 40 characters, near it. */
const awsSecret = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g
const nearCharacters = 400

function hasAwsSecretNear(text: string, at: number): boolean {
  const near = text.slice(Math.max(0, at - nearCharacters), at + nearCharacters)
  const halves = near.match(awsSecret) ?? []
  return halves.some(
    (half) => isRealToken(half) && /[a-z]/.test(half) && /[A-Z]/.test(half) && /\d/.test(half),
  )
}

export function spotTokens(text: string): readonly Spotted[] {
  return forms.flatMap(({ kind, form, holds }) =>
    [...text.matchAll(form)].flatMap((match): readonly Spotted[] => {
      const [found] = match
      const isOne = isRealToken(found) && (holds?.(found, text, match.index) ?? true)
      return isOne ? [{ kind, start: match.index, end: match.index + found.length }] : []
    }),
  )
}

/** Signed for some time only, and in code a sample more often than not: believed in configuration only. */
export const spotWebTokens = (text: string): readonly Spotted[] =>
  [...text.matchAll(/(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g)].map((match) => ({
    kind: 'json-web-token',
    start: match.index,
    end: match.index + match[0].length,
  }))

import * as v from 'valibot'
import {
  changePattern,
  durationMs,
  durationPattern,
  ratePattern,
  ratePerSecond,
  shareOf,
  sharePattern,
  sizeBytes,
  sizePattern,
  suggestDuration,
  suggestShare,
  suggestSize,
} from './units.js'

/** A way to write a value: what it looks like, the sentence for what does not, and what may have been meant. */
interface Form {
  readonly pattern: RegExp
  readonly says: string
  readonly suggest?: (typed: string) => string | undefined
}

const forms = {
  size: {
    pattern: sizePattern,
    says: 'must be a size with its unit (B kB MB GB KiB MiB GiB), such as 250MB',
    suggest: suggestSize,
  },
  duration: {
    pattern: durationPattern,
    says: 'must be a duration with its unit (ms s m h), such as 30s',
    suggest: suggestDuration,
  },
  share: { pattern: sharePattern, says: 'must be a percentage, such as 5%', suggest: suggestShare },
  change: {
    pattern: changePattern,
    says: 'must be a change in percent, such as 10% or -50%',
    suggest: suggestShare,
  },
  rate: { pattern: ratePattern, says: 'must be a number of requests per s, m or h, such as 50/s' },
  urlPath: {
    pattern: /^\/[^\s]*$/,
    says: 'must be a path that begins with /, such as /health',
    suggest: (typed) => (/^[\w.-]+(?:\/[^\s]*)?$/.test(typed) ? `/${typed}` : undefined),
  },
  request: {
    pattern: /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/[^\s]*$/,
    says: 'must be an HTTP method and a path, such as GET /health',
    suggest: suggestRequest,
  },
  filePath: {
    pattern: /^[^-\s][^\n\r]*$/,
    says: 'must be the path of a file or folder, and not begin with -',
  },
  imageName: {
    pattern:
      /^(?:sha256:[0-9a-f]{64}|(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?)$/,
    says: 'must be an image, such as ghcr.io/org/backend:1.4.2 (names are in lower case)',
  },
  platform: {
    pattern: /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/,
    says: 'must be a platform, such as linux/amd64',
  },
  stage: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
    says: 'must be the name or number of a stage of the Dockerfile, such as runtime',
  },
  name: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    says: 'must be a name of letters, digits, `.`, `_` and `-`, at most 63 and a letter or digit first',
    suggest: suggestName,
  },
  variable: { pattern: /^[^=\s]+$/, says: 'must be the name of a variable: no space and no =' },
  header: {
    pattern: /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/,
    says: 'must be the name of a header, such as content-type',
  },
  volume: {
    pattern: /^(?:\.{1,2}(?:\/[^:\n\r]*)?|[/~][^:\n\r]*|[A-Za-z0-9][A-Za-z0-9_.-]*):\/[^:\n\r]*(?::r[ow])?$/,
    says: 'must be a volume, such as ./fixtures:/data:ro',
  },
  tmpfs: { pattern: /^\/[^\n\r]*$/, says: 'must be a folder in the container, such as /tmp' },
  capability: { pattern: /^[A-Z][A-Z_]*$/, says: 'must be a capability, such as ALL or NET_RAW' },
  jsonPath: {
    pattern: /^\$(?:\.[A-Za-z_][\w-]*|\[(?:\d{1,6}|\*)\])+$/,
    says: 'must be a JSON path, such as $.id or $.items[*].at',
  },
} as const satisfies Record<string, Form>

const bySentence = new Map<string, Form>(Object.values(forms).map((form) => [form.says, form]))

/** What may have been meant by a value that a form refused with this sentence. */
export const suggestFor = (sentence: string, typed: unknown): string | undefined =>
  typeof typed === 'string' || typeof typed === 'number'
    ? bySentence.get(sentence)?.suggest?.(String(typed))
    : undefined

const written = ({ says, pattern }: Form, description?: string) =>
  description === undefined
    ? v.pipe(v.string(says), v.regex(pattern, says))
    : v.pipe(v.string(says), v.regex(pattern, says), v.description(description))

export const formed = (form: keyof typeof forms, description?: string) => written(forms[form], description)

export const size = (description?: string) => v.pipe(written(forms.size, description), v.transform(sizeBytes))
export const duration = (description?: string) =>
  v.pipe(written(forms.duration, description), v.transform(durationMs))
export const share = (description?: string) =>
  v.pipe(
    written(forms.share, description),
    v.transform(shareOf),
    v.maxValue(1, 'must be between 0% and 100%'),
  )
export const rate = (description?: string) =>
  v.pipe(written(forms.rate, description), v.transform(ratePerSecond))
export const change = () => v.pipe(written(forms.change), v.transform(shareOf))

const DAY_MS = 24 * 3_600_000

/** How long to wait for something: never nothing, and never longer than a timer holds. */
export const timeout = (description: string) =>
  v.pipe(
    duration(description),
    v.minValue(1, 'must be at least 1ms'),
    v.maxValue(DAY_MS, 'must be at most 24h'),
  )

function suggestRequest(typed: string): string | undefined {
  const [first = '', second = ''] = typed.trim().split(/\s+/)
  const isMethod = forms.request.pattern.test(`${first.toUpperCase()} /`)
  const path = isMethod ? second : first
  const request = `${isMethod ? first.toUpperCase() : 'GET'} ${path.startsWith('/') ? path : `/${path}`}`
  return path !== '' && !path.includes('://') && forms.request.pattern.test(request) ? request : undefined
}

function suggestName(typed: string): string | undefined {
  const name = typed
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 63)
  return name === '' ? undefined : name
}

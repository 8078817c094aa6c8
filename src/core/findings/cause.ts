import type { Cause } from '../domain/cause.js'
import type { Failure } from '../domain/failure.js'

/**
 * What programs print when they fail for a known cause. The first match wins, so the telling ones come before those
 * that others print too: a missing library also says "No such file", a missing loader also says "not found".
 */
const signs: readonly (readonly [Cause, RegExp])[] = [
  ['no-space', /no space left on device|\bENOSPC\b|disk quota exceeded/i],
  ['memory-limit', /\bOOMKilled\b|out of memory|cannot allocate memory|\bMemoryError\b/i],
  ['exec-format', /exec format error|cannot execute binary file/i],
  ['symbol-missing', /error relocating .*symbol not found|undefined symbol:|symbol lookup error/i],
  ['glibc-too-old', /\bGLIBC(?:XX)?_[\d.]+['’"`]? not found/],
  ['loader-missing', /error loading shared library ld-linux/i],
  [
    'shared-library-missing',
    /error loading shared librar|error while loading shared librar|cannot open shared object file/i,
  ],
  [
    'bash-missing',
    /\bbash['"’`]?: (?:not found|no such file|executable file not found)|\bbash['"’`]? ?(?:not found|: command not found)/i,
  ],
  [
    'package-name',
    /unable to select packages|\(no such package\)|unable to locate package|no installation candidate/i,
  ],
  [
    'pull-denied',
    /pull access denied|requested access to the resource is denied|authorization failed|unauthorized: authentication required/i,
  ],
  [
    'base-missing',
    /manifest unknown|manifest for \S+ not found|failed to resolve [^\n]*: not found|no such image/i,
  ],
  ['port-in-use', /\bEADDRINUSE\b|address already in use|port is already allocated/i],
  ['read-only', /read-only file ?system|\bEROFS\b/i],
  // The engine looks a command up before it runs it, so a file that is "not there" only then lacks its loader.
  ['bash-missing', /\bexec \S+\.(?:ba)?sh: no such file or directory/i],
  ['loader-missing', /\bexec \S+: no such file or directory|exec user process caused: no such file/i],
  ['loader-missing', /\bsh: (?:(?:line )?\d+: )?[^\s:]*\/[^\s:]+: not found/],
  [
    'command-missing',
    /\bsh: (?:(?:line )?\d+: )?[^\s:/]+: not found|command not found|executable file not found|exec: [^\n]*stat \S+: no such file/i,
  ],
  ['permission', /permission denied|\bEACCES\b|\bEPERM\b|operation not permitted/i],
]

/** The cause behind what programs printed, where it is a known one. */
export function recogniseCause(texts: readonly string[]): Cause | undefined {
  return signs.find(([, sign]) => texts.some((one) => sign.test(one)))?.[0]
}

/** The engine's own word first, then what was printed. */
export function recogniseFailure(failure: Failure): Cause | undefined {
  if (failure.reason === 'killed-by-memory-limit') return 'memory-limit'
  if (failure.reason === 'disk-full') return 'no-space'
  const printed = recogniseCause([failure.message, ...(failure.tail ?? [])])
  if (printed !== undefined) return printed
  return failure.reason === 'exited' && failure.exitCode === 0 ? 'ended-by-itself' : undefined
}

const listening =
  /(?:\d+\.\d+\.\d+\.\d+|localhost|\[::1?\]|\*|https?:\/\/[\w.-]+|\bon ):(\d{2,5})\b|\bport[ :=]+(\d{2,5})\b/gi

/**
 * The line that says most about a failure: one that shows a known cause, else the last. Undefined where the message
 * holds it already.
 */
export function tellingLine({ message, tail = [] }: Failure): string | undefined {
  const lines = tail.map((line) => line.trim()).filter((line) => line !== '')
  const line = lines.find((one) => recogniseCause([one])) ?? lines.at(-1)
  return line === undefined || message.includes(line) || line.includes(message) ? undefined : line
}

/**
 * It listens, but not where it is asked: the probe saw its sockets, or its own log says so. The message names addresses
 * of the probe's too, so the log alone is searched for ports.
 */
export function recogniseWrongPort(
  { message, tail = [] }: Failure,
  port: number | undefined,
): 'wrong-port' | 'loopback-only' | undefined {
  if (/listens on port \d+ of its own loopback only/.test(message)) return 'loopback-only'
  if (/nothing listens on port \d+, but/.test(message)) return 'wrong-port'
  if (port === undefined) return undefined
  const ports = [...tail.join('\n').matchAll(listening)].map(([, address, word]) => Number(address ?? word))
  return ports.length > 0 && !ports.includes(port) ? 'wrong-port' : undefined
}

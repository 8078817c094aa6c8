import type { Config } from '../domain/config.js'

export interface ConfigError {
  readonly file: string
  /** Lines and columns start at 1. */
  readonly line: number
  readonly column: number
  /** Where in the config, as its readers name it: `services.backend.run.port`; empty for the whole of it. */
  readonly path: string
  readonly message: string
  /** What to write instead. */
  readonly suggestion?: string
}

export type ParsedConfig =
  | { readonly outcome: 'parsed'; readonly config: Config }
  | { readonly outcome: 'invalid'; readonly errors: readonly ConfigError[] }

/** What errors of inputs name in a file's place. */
export const inputsFile = 'inputs'

const MOST_LINES = 50
const LONGEST_LINE = 400

export function renderConfigErrors(errors: readonly ConfigError[]): string {
  const lines = errors.slice(0, MOST_LINES).map(renderConfigError)
  const rest = errors.length - lines.length
  return (rest > 0 ? [...lines, `and ${rest} more`] : lines).join('\n')
}

function renderConfigError({ file, line, column, path, message, suggestion }: ConfigError): string {
  const instead = suggestion === undefined ? '' : ` (did you mean \`${suggestion}\`?)`
  const text = onOneLine(`${whereIs({ file, line, column, path })}${message}${instead}`)
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text
}

function whereIs({ file, line, column, path }: Omit<ConfigError, 'message'>): string {
  // Inputs lie in no file. Only `smoke` has lines, and its first needs no number.
  if (file === inputsFile) return `${path}${line > 1 ? `, line ${line}` : ''}: `
  return `${file}:${line}:${column}  ${path === '' ? '' : `${path}: `}`
}

/** A config may come from a stranger's branch: what it holds must not start a line or steer a terminal. */
const onOneLine = (text: string): string =>
  text.replace(/\p{Cc}|\p{Cf}|\u2028|\u2029/gu, (character) =>
    character === '\n' ? '\\n' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )

/** Sorted by where they stand, and what two services inherit from one line said once. */
export function sortErrors(errors: readonly ConfigError[]): ConfigError[] {
  const unique = new Map(
    errors.map((error) => [`${error.line}:${error.column}:${error.path}:${error.message}`, error]),
  )
  return [...unique.values()].sort((left, right) => left.line - right.line || left.column - right.column)
}

/** A value as it is shown inside a message: short, and in the quotes of code. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value)
  return `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``
}

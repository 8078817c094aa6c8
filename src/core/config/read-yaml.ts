import { parseDocument } from 'yaml'
import { type ConfigError, sortErrors } from './config-error.js'
import { type Mark, makeMarks, makePositions, type Positions } from './positions.js'
import { makeTree } from './yaml-tree.js'

export interface YamlReading {
  /** Plain values; absent where the text is not YAML at all. */
  readonly value?: unknown
  readonly positions: Positions
  readonly errors: readonly ConfigError[]
}

/** A config is a page or two; what is larger is not a config, and would only cost time. */
const MOST_CHARACTERS = 256 * 1024
/** One slip makes the reader stumble again and again behind it: the first few say where it is. */
const MOST_SYNTAX_ERRORS = 5

export function readYaml(text: string, file: string): YamlReading {
  const start: Mark = { line: 1, column: 1 }
  const failed = (errors: readonly ConfigError[]): YamlReading => ({
    positions: makePositions(file, { value: start, children: new Map() }),
    errors,
  })
  const error = (mark: Mark, message: string): ConfigError => ({ file, ...mark, path: '', message })

  if (text.length > MOST_CHARACTERS)
    return failed([error(start, 'the file is too large for a config (256 KiB)')])
  // Our own reader of the tree refuses repeated keys, with the line of the first; theirs is quadratic.
  const options = { prettyErrors: false, uniqueKeys: false, schema: 'core', resolveKnownTags: false } as const
  const document = parseDocument(text, { ...options, logLevel: 'error' })
  const markAt = makeMarks(text)
  const syntax = [...document.errors, ...document.warnings].map((problem) =>
    error(markAt(problem.pos[0]), plainSyntaxMessage(problem.code, problem.message)),
  )
  if (syntax.length > 0) return failed(sortErrors(syntax).slice(0, MOST_SYNTAX_ERRORS))
  if (document.contents === null)
    return failed([error(start, 'the file is empty: it needs `version: 1` and `services`')])

  const tree = makeTree(document, markAt)
  const positions = makePositions(file, tree.located)
  const errors = tree.errors.map(({ mark, path, message }) => ({
    file,
    ...mark,
    path: positions.title(path),
    message,
  }))
  return tree.complete ? { value: tree.value, positions, errors } : { positions, errors }
}

function plainSyntaxMessage(code: string, message: string): string {
  if (code === 'RESOURCE_EXHAUSTION') return 'is nested too deeply'
  if (code === 'MULTIPLE_DOCS')
    return 'a config is one YAML document: remove the second one, which begins here'
  if (code === 'TAB_AS_INDENT') return 'is indented with a tab, which YAML does not allow: use spaces'
  if (code === 'TAG_RESOLVE_FAILED') return `has a YAML tag, which a config does not use (${message})`
  return `is not readable as YAML: ${message}`
}

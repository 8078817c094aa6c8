/** How a line is made a comment, by what a file's name ends in: what comes before it, and what after. */
const commentBy: readonly (readonly [endings: string, before: string, after: string])[] = [
  [
    'c cc cjs cpp cs cts cxx dart go gradle groovy h hpp java js jsx kt kts m mjs mm mts php proto rs scala sol swift ts tsx v zig',
    '// ',
    '',
  ],
  ['bash cr ex exs jl mk nim pl pm ps1 py pyi r rake rb sh tcl tf zsh', '# ', ''],
  ['cfg conf ini toml yaml yml', '# ', ''],
  ['hs lua sql elm ada', '-- ', ''],
  ['clj cljs cljc edn el lisp scm', '; ', ''],
  ['erl hrl', '% ', ''],
  ['css less scss', '/* ', ' */'],
  ['htm html svelte vue xml', '<!-- ', ' -->'],
  ['ml mli', '(* ', ' *)'],
]

const comments: ReadonlyMap<string, readonly [string, string]> = new Map(
  commentBy.flatMap(([endings, before, after]) =>
    endings.split(' ').map((ending) => [ending, [before, after]] as const),
  ),
)

/** Settings and pages can be commented too, but nobody calls them the source. */
const noSource = new Set('cfg conf ini toml yaml yml edn xml htm html mk'.split(' '))

/** Other people's code, and what no person writes. */
const foreign =
  /(?:^|\/)(?:node_modules|bower_components|vendor|third_party|\.git|\.venv|venv|site-packages)\//
const generated = /(?:^|[.-])(?:min|bundle|lock|generated)\.|_pb2?\.|\.pb\./

export interface SentFile {
  /** Within the context, with slashes. */
  readonly path: string
  readonly sizeBytes: number
}

/** The source files among those that are sent and copied, the one to change first: the largest, then by name. */
export function sourceFiles(
  files: readonly SentFile[],
  isCopied: (path: string) => boolean,
): readonly string[] {
  return files
    .filter(({ path, sizeBytes }) => sizeBytes > 0 && isSource(path) && isCopied(path))
    .sort((one, other) => other.sizeBytes - one.sizeBytes || (one.path < other.path ? -1 : 1))
    .map(({ path }) => path)
}

const isSource = (path: string): boolean => {
  const ending = endingOf(path)
  return comments.has(ending) && !noSource.has(ending) && !foreign.test(path) && !generated.test(nameOf(path))
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const endingOf = (path: string): string => /\.([^.]+)$/.exec(nameOf(path))?.[1]?.toLowerCase() ?? ''

/**
 * A line that changes a file and not what it does: a comment where the kind of file is known, else white space. `mark`
 * is a hexadecimal number that no line before had, so that no build finds its like in a cache.
 */
export function harmlessLine(path: string, mark: string): string {
  const comment = /(?:^|\/)(?:Dockerfile|Makefile|Gemfile|Rakefile|Procfile)$/.test(path)
    ? (['# ', ''] as const)
    : comments.get(endingOf(path))
  if (comment !== undefined) return `${comment[0]}container-migrate ${mark}${comment[1]}`
  return [...mark]
    .map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0'))
    .join('')
    .replaceAll('0', ' ')
    .replaceAll('1', '\t')
}

/** What the other variant takes in as well comes first, so that like is held against like. */
export function sharedFirst(
  files: readonly string[],
  others: readonly (readonly string[])[],
): readonly string[] {
  const sets = others.map((other) => new Set(other))
  const shared = files.filter((file) => sets.every((other) => other.has(file)))
  return [...new Set([...shared, ...files])]
}

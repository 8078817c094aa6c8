import { fileNameOf, folderOf } from './file-paths.js'
import { candidateMarks, isDockerFolder, serviceNameFor } from './service-name.js'

export { configFromDiscovery } from './config-from-discovery.js'
export { exposedPort } from './exposed-port.js'

export interface Discovery {
  readonly pairs: readonly DiscoveredPair[]
  /** What was found and left out, and why; one sentence each. */
  readonly notes: readonly string[]
}

export interface DiscoveredPair {
  readonly service: string
  /** Paths of Dockerfiles. */
  readonly baseline: string
  readonly candidate: string
  readonly context: string
  /** What was found and assumed; one sentence each. */
  readonly assumptions: readonly string[]
}

/** Other people's code in the repository is not what is migrated. */
const foreign = /(?:^|\/)(?:node_modules|vendor|third_party|\.git|\.venv|venv)\//

/** Looks for a Dockerfile beside one of the same name with a mark such as `alpine`, in paths relative to the repository. */
export function discoverPairs(files: readonly string[]): Discovery {
  const own = [...new Set(files.map((file) => file.replace(/^\.\//, '')))]
    .filter((file) => !foreign.test(file))
    .sort()
  const present = new Set(own)
  const found = own.flatMap((candidate) => {
    const marked = withoutMark(candidate)
    return marked && present.has(marked.baseline) ? [{ ...marked, candidate }] : []
  })
  const pairs = nameAll(found.map((pair) => ({ ...pair, service: serviceNameFor(pair.baseline) }))).map(
    makePair,
  )
  return { pairs, notes: composeNotes(own, present) }
}

interface Marked {
  readonly baseline: string
  readonly candidate: string
  readonly mark: string
  readonly service: string
}

/** `X.alpine.Dockerfile` -> `X.Dockerfile`, `Dockerfile.alpine` and `alpine.Dockerfile` -> `Dockerfile`. */
function withoutMark(path: string): { readonly baseline: string; readonly mark: string } | undefined {
  const parts = fileNameOf(path).split('.')
  if (!parts.some((part) => part === 'Dockerfile' || part === 'Containerfile')) return undefined
  const at = parts.findIndex((part) => candidateMarks.includes(part))
  const mark = parts[at]
  if (mark === undefined) return undefined
  const name = parts.filter((_, index) => index !== at).join('.')
  return { baseline: `${path.slice(0, path.length - fileNameOf(path).length)}${name}`, mark }
}

/** A service with two candidates is two comparisons, and two folders may hold services of one name. */
function nameAll(found: readonly Marked[]): readonly (Marked & { readonly name: string })[] {
  const taken = new Set<string>()
  return found.map((pair) => {
    const isOnly = found.filter(({ service }) => service === pair.service).length === 1
    const path = pair.candidate
      .replace(/[^A-Za-z0-9]+/g, '-')
      .slice(-60)
      .replace(/^-+|-+$/g, '')
    const names = [...(isOnly ? [pair.service] : []), `${pair.service}-${pair.mark}`, path]
    let name = names.find((candidate) => !taken.has(candidate))
    for (let count = 2; name === undefined; count++) {
      if (!taken.has(`${path}-${count}`)) name = `${path}-${count}`
    }
    taken.add(name)
    return { ...pair, name }
  })
}

function makePair({ baseline, candidate, name: service }: Marked & { name: string }): DiscoveredPair {
  const folder = folderOf(baseline)
  const isDocker = folder !== '.' && isDockerFolder(folder)
  const context = isDocker ? folderOf(folder) : folder
  const why = isDocker ? `, as \`${fileNameOf(folder)}\` only holds Dockerfiles` : ''
  return {
    service,
    baseline,
    candidate,
    context,
    assumptions: [
      `${service}: \`${candidate}\` was found beside \`${baseline}\` and is taken for its migration.`,
      `${service}: both are built from the folder \`${context}\`${why}.`,
    ],
  }
}

/** `docker-compose.alpine.yml` and `docker-compose.alpine-test.yml` beside `docker-compose.yml`. */
function composeNotes(own: readonly string[], present: ReadonlySet<string>): string[] {
  return own.flatMap((path) => {
    const match = /^((?:.*\/)?(?:docker-)?compose)\.(?:alpine|slim|distroless)[^/]*\.(ya?ml)$/.exec(path)
    const baseline = match && `${match[1]}.${match[2]}`
    if (!baseline || !present.has(baseline)) return []
    return [
      `\`${path}\` was found beside \`${baseline}\`, but compose files are not in this version yet: they are left out.`,
    ]
  })
}

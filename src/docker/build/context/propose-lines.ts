import type { ContextUse, IgnoreLine, SizedPath } from '../../../core/domain/image/context.js'
import { type IgnoreRules, type Judged, readIgnoreRules } from './ignore-rules.js'

const mostLines = 10

/** Lines that would shrink a context, each applied to it: what it saves is what was there before and is not after. */
export function proposeLines(
  files: readonly SizedPath[],
  ignoreText: string,
  use: ContextUse,
): readonly IgnoreLine[] {
  const lines: IgnoreLine[] = []
  let [left, text] = [files, ignoreText]
  for (const { line, kind } of candidatesOf(files, use)) {
    if (lines.length === mostLines || !use.canSpare.has(kind)) continue
    const applied = `${text.replace(/\n?$/, '\n')}${line}\n`
    const rules = readIgnoreRules(applied)
    const [kept, hidden] = split(left, rules)
    if (
      hidesNamed(hidden, rules, use) ||
      (kind === 'not-copied' && hidden.some(({ path }) => use.takes(path)))
    )
      continue
    const savedBytes = hidden.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    if (savedBytes === 0) continue
    lines.push({ line, kind, savedBytes, files: hidden.length })
    ;[left, text] = [kept, applied]
  }
  return lines.sort((a, b) => b.savedBytes - a.savedBytes)
}

type Candidate = Pick<IgnoreLine, 'line' | 'kind'>

const known: readonly (readonly [RegExp, IgnoreLine['kind']])[] = [
  [/^\.(?:git|hg|svn)$/, 'version-control'],
  [/^node_modules$/, 'node-modules'],
  [
    /^(?:__pycache__|\.(?:pytest_cache|mypy_cache|ruff_cache|tox|nox|cache|parcel-cache|turbo|gradle))$/,
    'cache',
  ],
]

function candidatesOf(files: readonly SizedPath[], use: ContextUse): readonly Candidate[] {
  const found = new Map<string, IgnoreLine['kind']>()
  for (const { path } of files) {
    const names = path.split('/')
    if (names.at(-1) === 'pyvenv.cfg' && names.length > 1)
      found.set(literal(names.slice(0, -1).join('/')), 'virtual-environment')
    const at = names.slice(0, -1).findIndex((name) => known.some(([is]) => is.test(name)))
    const name = names[at]
    const kind = known.find(([is]) => is.test(name ?? ''))?.[1]
    // At the top by its name; deeper there may be more of them.
    if (name !== undefined && kind !== undefined) found.set(at === 0 ? name : `**/${name}`, kind)
    const top = names[0] ?? ''
    if (kind === undefined && !found.has(literal(top)) && isNeverTaken(top, use))
      found.set(literal(top), 'not-copied')
  }
  return [...found].map(([line, kind]) => ({ line, kind }))
}

const isNeverTaken = (top: string, use: ContextUse): boolean =>
  !use.takes(top) && !/^(?:\.dockerignore|.*Dockerfile.*)$/i.test(top)

/** A name whose signs are no wildcards. */
const literal = (path: string): string => path.replace(/[*?[\]\\]/g, '\\$&').replace(/^([#!])/, '\\$1')

/** A line is refused that hides what the Dockerfile asks for by its name. */
function hidesNamed(hidden: readonly SizedPath[], rules: IgnoreRules, { sources }: ContextUse): boolean {
  return sources.some((source) => {
    if (judgeDeep(source, rules).isIgnored) return true
    const named = readIgnoreRules(source)
    return hidden.some(({ path }) => named.judge(path).isIgnored)
  })
}

function judgeDeep(path: string, rules: IgnoreRules): Judged {
  const slash = path.lastIndexOf('/')
  return rules.judge(path, slash === -1 ? undefined : judgeDeep(path.slice(0, slash), rules))
}

function split(files: readonly SizedPath[], rules: IgnoreRules): readonly [SizedPath[], SizedPath[]] {
  const folders = new Map<string, Judged>()
  const judge = (path: string): Judged => {
    const known = folders.get(path)
    if (known !== undefined) return known
    const slash = path.lastIndexOf('/')
    const judged = rules.judge(path, slash === -1 ? undefined : judge(path.slice(0, slash)))
    folders.set(path, judged)
    return judged
  }
  const [kept, hidden]: [SizedPath[], SizedPath[]] = [[], []]
  for (const file of files) (judge(file.path).isIgnored ? hidden : kept).push(file)
  return [kept, hidden]
}

import { posix } from 'node:path'
import type { ImageConfig } from '../image-config.js'
import type { ImageView, ViewFile } from '../view/image-view.js'
import { closedTo, userOf } from './access.js'
import type { LevelledMatter } from './audit-start.js'
import { isInside } from './inside-shell.js'
import { type FoundProgram, findProgram } from './program.js'
import { argumentsOfScript } from './script-calls.js'
import { type Command, interpretersOf } from './started.js'

const levels = { entry: 'fail', health: 'warn' } as const

/** A script that is called by a script that is called by a script. */
const MOST_DEEP = 3

/** The programs that the shell scripts of a command surely call and that are not in the image. */
export function auditScriptsOf(
  command: Command | undefined,
  view: ImageView,
  config: ImageConfig,
  asks: 'entry' | 'health',
): readonly LevelledMatter[] {
  const matters: LevelledMatter[] = []
  const seen = new Set<ViewFile['inode']>()
  const user = userOf(view, config)
  const follow = (
    script: ViewFile,
    isCertain: boolean,
    depth: number,
    given: readonly string[] = [],
  ): void => {
    const { calls = [], interpreter = '/bin/sh' } = script.inode.entry.captured ?? {}
    if (seen.has(script.inode) || depth > MOST_DEEP) return
    seen.add(script.inode)
    const shell = findProgram(interpretersOf(interpreter).at(-1) ?? '', view, config)
    if (shell.outcome !== 'found') return
    for (const { program: called, line, isFatal } of calls) {
      const program = called === argumentsOfScript ? (given[0] ?? '') : called
      // A script may look for an option, and say itself whose it is.
      if (program === '' || program.startsWith('-')) continue
      const found = findProgram(program, view, config)
      if (found.outcome === 'not-executable' && called === argumentsOfScript)
        matters.push({
          kind: 'program-not-executable',
          level: isFatal && isCertain ? levels[asks] : 'note',
          wanted: found.path,
          by: command?.words.join(' ') ?? '',
        })
      if (found.outcome === 'found') follow(found.file, isCertain && isFatal, depth + 1)
      if (found.outcome !== 'absent' || isInside(program, shell) || mayComeLater(program, view, config))
        continue
      const { searched, link } = found
      matters.push({
        kind: 'script-command-absent',
        level: isFatal && isCertain ? levels[asks] : 'note',
        wanted: program,
        by: `/${script.path}:${line}`,
        ...(searched && { searched }),
        ...(link && { link }),
      })
    }
  }
  for (const { name, isCertain, given, isScript } of programsOf(command)) {
    const found = findScript(name, view, config)
    // Whoever runs it may bring it: a mount that develops, a volume.
    if (isScript && found.outcome === 'absent' && !mayComeLater(placed(name, config), view, config))
      matters.push({
        kind: asks === 'entry' ? 'command-absent' : 'health-command-absent',
        level: 'warn',
        wanted: name.replace(/^\.\//, ''),
        by: command?.words.join(' ') ?? '',
      })
    if (found.outcome !== 'found') continue
    const isRead = isScript === true || found.file.inode.entry.captured?.interpreter !== undefined
    const closed = user && isRead && isCertain ? closedTo(user, found.file, view) : undefined
    if (user && closed !== undefined)
      matters.push({
        kind: 'script-closed',
        level: levels[asks],
        wanted: `/${found.file.path}`,
        by: user.name,
        ...(closed !== found.file.path && { searched: `/${closed}` }),
      })
    follow(found.file, isCertain, 0, given)
  }
  return matters
}

interface Started {
  readonly name: string
  readonly isCertain: boolean
  /** An interpreter is given it as the file to run. */
  readonly isScript?: true
  /** Its arguments, as far as they are known. */
  readonly given: readonly string[]
}

/** What a command starts, and the script that a shell is given. */
function programsOf(command: Command | undefined): readonly Started[] {
  if (command === undefined) return []
  const { words, inner, isShell } = command
  const [program = ''] = words
  return [
    { name: program, isCertain: true, given: words.slice(1) },
    ...(isShell ? [] : givenScript(words)),
    ...(inner
      ? [
          {
            name: inner.program,
            isCertain: inner.isAlone,
            given: isShell ? [] : words.slice(words.indexOf(inner.program, 1) + 1),
          },
        ]
      : []),
  ]
}

/** Of a language only what is surely a file's name: `node server` may be a folder, `-m module` is none. */
function givenScript([program = '', ...rest]: readonly string[]): readonly Started[] {
  const isShell = /(?:^|\/)(?:sh|ash|bash|dash)$/.test(program)
  const isLanguage = /(?:^|\/)(?:python[\d.]*|node|nodejs|ruby|perl|php)$/.test(program)
  const at = isShell ? rest.findIndex((word) => !/^-[aefmuvx]+$/.test(word)) : 0
  const script = rest[at]
  if (script === undefined || script.startsWith('-') || script.includes('$')) return []
  if (!isShell && !(isLanguage && /\.(?:py|js|cjs|mjs|rb|pl|php)$/.test(script))) return []
  const name = script.includes('/') ? script : `./${script}`
  return [{ name, isCertain: true, given: rest.slice(at + 1), isScript: true }]
}

const placed = (name: string, { workingDir }: ImageConfig): string =>
  name.startsWith('/') ? name : posix.join('/', workingDir, name)

/** A shell reads a script that nobody may execute. */
function findScript(name: string, view: ImageView, config: ImageConfig): FoundProgram {
  const found = findProgram(name, view, config)
  if (found.outcome !== 'not-executable') return found
  const file = view.resolve(found.path)
  return file === undefined ? found : { outcome: 'found', file }
}

/** In a volume, or in a folder that is not there either: whoever runs it brings it. */
function mayComeLater(program: string, view: ImageView, { volumes }: ImageConfig): boolean {
  if (!program.startsWith('/')) return false
  const folder = view.resolve(program.slice(0, program.lastIndexOf('/')) || '/')
  return (
    volumes.some((volume) => program.startsWith(`${volume.replace(/\/+$/, '')}/`)) ||
    (folder !== undefined && folder.path !== '' && view.list(folder.path).length === 0) ||
    (folder === undefined && !/^\/(?:usr\/(?:local\/)?)?s?bin\//.test(program))
  )
}

import type { ImageConfig } from '../image-config.js'
import type { ImageView, ViewFile } from '../view/image-view.js'
import type { LevelledMatter } from './audit-start.js'
import { isInside } from './inside-shell.js'
import { type FoundProgram, findProgram } from './program.js'
import { type Command, interpretersOf } from './started.js'

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
  const follow = (script: ViewFile, isCertain: boolean, depth: number): void => {
    const { calls = [], interpreter = '/bin/sh' } = script.inode.entry.captured ?? {}
    if (seen.has(script.inode) || depth > MOST_DEEP) return
    seen.add(script.inode)
    const shell = findProgram(interpretersOf(interpreter).at(-1) ?? '', view, config)
    if (shell.outcome !== 'found') return
    for (const { program, line, isFatal } of calls) {
      const found = findProgram(program, view, config)
      if (found.outcome === 'found') follow(found.file, isCertain && isFatal, depth + 1)
      if (found.outcome !== 'absent' || isInside(program, shell) || mayComeLater(program, view, config))
        continue
      const { searched, link } = found
      matters.push({
        kind: 'script-command-absent',
        level: !isFatal || !isCertain ? 'note' : asks === 'entry' ? 'fail' : 'warn',
        wanted: program,
        by: `/${script.path}:${line}`,
        ...(searched && { searched }),
        ...(link && { link }),
      })
    }
  }
  for (const { name, isCertain } of programsOf(command)) {
    const found = findScript(name, view, config)
    if (found.outcome === 'found') follow(found.file, isCertain, 0)
  }
  return matters
}

/** What a command starts, and the script that a shell is given. */
function programsOf(command: Command | undefined): readonly { name: string; isCertain: boolean }[] {
  if (command === undefined) return []
  const { words, inner } = command
  const [program = '', script] = words
  const isGiven =
    /(?:^|\/)(?:sh|ash|bash|dash)$/.test(program) && script !== undefined && /^[^-]/.test(script)
  return [
    { name: program, isCertain: true },
    ...(isGiven ? [{ name: script.includes('/') ? script : `./${script}`, isCertain: true }] : []),
    ...(inner ? [{ name: inner.program, isCertain: inner.isAlone }] : []),
  ]
}

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

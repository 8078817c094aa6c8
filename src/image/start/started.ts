import type { ImageConfig } from '../image-config.js'
import type { ImageView, ViewFile } from '../view/image-view.js'
import { type FirstCommand, firstCommand } from './first-command.js'
import { findProgram } from './program.js'

/** What one command of the image's config starts. */
export interface Command {
  readonly words: readonly string[]
  readonly isShell: boolean
  /** What the shell starts first, or the program that a small init starts. */
  readonly inner?: FirstCommand
}

export const entryCommand = ({ entrypoint, command }: ImageConfig): Command | undefined =>
  commandOf([...entrypoint, ...command])

export function healthCommand({ healthcheck = [], shell }: ImageConfig): Command | undefined {
  const [form, ...words] = healthcheck
  if (form === 'CMD') return commandOf(words)
  if (form !== 'CMD-SHELL') return undefined
  return commandOf([...(shell.length > 0 ? shell : ['/bin/sh', '-c']), ...words])
}

const shells = /(?:^|\/)(?:sh|ash|bash|dash|ksh|zsh)$/
const inits = /(?:^|\/)(?:tini|tini-static|dumb-init|catatonit|docker-init)$/

function commandOf(words: readonly string[]): Command | undefined {
  const [program, ...rest] = words
  if (program === undefined) return undefined
  const at = rest.findIndex((word) => /^-[a-z]*c$/.test(word))
  const areFlags = at >= 0 && rest.slice(0, at).every((word) => /^-[a-z]+$|^pipefail$/.test(word))
  if (shells.test(program) && areFlags) {
    const inner = firstCommand(rest[at + 1] ?? '')
    return { words, isShell: true, ...(inner && { inner }) }
  }
  const next = inits.test(program) ? startedByInit(rest) : interpretersOf(words.join(' '))[1]
  const isProgram = next !== undefined && !next.startsWith('-')
  return { words, isShell: false, ...(isProgram && { inner: { program: next, isAlone: true } }) }
}

/** Behind its own options, of which these have a value. */
function startedByInit(words: readonly string[]): string | undefined {
  let at = 0
  while (words[at]?.startsWith('-')) {
    if (words[at] === '--') return words[at + 1]
    at += /^-[per]$|^--(?:rewrite|signal)$/.test(words[at] ?? '') ? 2 : 1
  }
  return words[at]
}

/** The files that a container surely runs from the first moment on: the program, and what its `#!` lines name. */
export function startedFiles(view: ImageView, config: ImageConfig): ReadonlySet<ViewFile['inode']> {
  const started = new Set<ViewFile['inode']>()
  const command = entryCommand(config)
  const follow = (name: string, depth: number): void => {
    const found = findProgram(name, view, config)
    if (found.outcome !== 'found' || depth > 4 || started.has(found.file.inode)) return
    started.add(found.file.inode)
    const { interpreter } = found.file.inode.entry.captured ?? {}
    for (const one of interpretersOf(interpreter ?? '')) follow(one, depth + 1)
  }
  for (const name of [command?.words[0], command?.inner?.isAlone ? command.inner.program : undefined])
    if (name !== undefined) follow(name, 0)
  return started
}

/** The kernel's one, and what `env` starts: `/usr/bin/env -S node --flag` → both. */
export function interpretersOf(line: string): readonly string[] {
  const [program, ...rest] = line.split(/[ \t]+/)
  if (!program) return []
  if (!/(?:^|\/)env$/.test(program)) return [program]
  const named = rest.find((word) => !word.startsWith('-') && !/^\w+=/.test(word))
  return named === undefined ? [program] : [program, named]
}

import { posix } from 'node:path'
import type { PostureStart } from '../../core/domain/image/posture.js'
import type { ImageConfig } from '../image-config.js'
import { findProgram } from '../start/program.js'
import type { ImageView } from '../view/image-view.js'

const shells = /^(?:sh|ash|bash|dash|ksh|zsh)$/
const inits = /^(?:tini|tini-static|dumb-init|catatonit|docker-init|s6-svscan|runit|my_init)$/

/** What becomes process 1: the program, a shell that stands before it, or an init. */
export function startForm(view: ImageView, config: ImageConfig): PostureStart {
  const words = [...config.entrypoint, ...config.command]
  const [program] = words
  if (program === undefined) return { form: 'none' }
  const init = program === '/init' ? program : posix.basename(program)
  if (program === '/init' || inits.test(init)) return { form: 'exec', init }
  const line = shellLine(words)
  if (line === undefined) return { form: 'exec' }
  const stays = shellStays(line, shellOf(program, view, config))
  const shellFrom = config.entrypoint.length > 0 ? 'entrypoint' : 'command'
  return { form: 'shell', ...(stays !== undefined && { shellStays: stays }), shellFrom }
}

/** The line that a shell is handed; undefined where no shell is. */
export function shellLine(words: readonly string[]): string | undefined {
  const [program = '', ...rest] = words
  if (!shells.test(posix.basename(program))) return undefined
  const at = rest.findIndex((word) => !/^-[a-z]*$/.test(word) && word !== 'pipefail')
  return at > 0 && rest.slice(0, at).some((word) => /^-[a-z]*c[a-z]*$/.test(word)) ? rest[at] : undefined
}

/** `/bin/sh` is another one in every distribution; the file behind it tells which. */
function shellOf(program: string, view: ImageView, config: ImageConfig): string | undefined {
  const found = findProgram(program, view, config)
  return found.outcome === 'found' ? posix.basename(found.file.path) : undefined
}

/**
 * Whether the shell is there as long as the program. bash and busybox make room for the last command of a line (bash for
 * one that follows others since 5.1), dash never does; of others nothing is said.
 */
export function shellStays(line: string, shell: string | undefined): boolean | undefined {
  if (/(?:^|[;&|\n]\s*)exec\s/.test(line.trim())) return false
  if (/\btrap\b|[`{]|\$\(|<</.test(line)) return undefined
  if (shell === 'dash') return true
  if (shell !== 'bash' && shell !== 'busybox') return undefined
  return /(?<!\|)\|(?!\|)|(?<![&>])&(?![&>\d])|(?:^|[\s;])(?:while|for|until|if|case)\s/.test(line)
}

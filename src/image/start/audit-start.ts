import type { Finding, Level } from '../../core/domain/finding.js'
import type { StartKind, StartMatter } from '../../core/domain/image/start.js'
import type { ImageContents } from '../contents.js'
import type { ImageConfig } from '../image-config.js'
import type { ImagePackages } from '../packages/find-packages.js'
import type { ImageView, ViewFile } from '../view/image-view.js'
import { auditScriptsOf } from './audit-scripts.js'
import { auditExpectations } from './expectations.js'
import { auditUser } from './find-user.js'
import { isInside } from './inside-shell.js'
import { type FoundProgram, findProgram } from './program.js'
import { type Command, entryCommand, healthCommand } from './started.js'

/** Whether a container of the image gets going: its program, its health check, its user, and what its programs expect. */
export function auditStart(
  { config }: ImageContents,
  view: ImageView,
  { packages }: ImagePackages,
): readonly Finding[] {
  const [entry, health] = [entryCommand(config), healthCommand(config)]
  const matters = [
    ...auditEntry(entry, view, config),
    ...auditScriptsOf(entry, view, config, 'entry'),
    ...auditHealth(health, view, config),
    ...auditScriptsOf(health, view, config, 'health'),
    ...auditUser(view, config),
    ...auditExpectations(view, config, packages),
  ]
  return matters.map((one) => ({ tag: 'image-start', ...one }))
}

export interface LevelledMatter extends StartMatter {
  readonly level: Level
}

function auditEntry(
  command: Command | undefined,
  view: ImageView,
  config: ImageConfig,
): readonly LevelledMatter[] {
  const program = command?.words[0]
  if (command === undefined || program === undefined) return []
  const by = command.words.join(' ')
  const found = findProgram(program, view, config)
  if (command.isShell && found.outcome === 'absent')
    return [{ kind: 'shell-absent', level: 'fail', wanted: program, by }]
  const told = troubleWith(found, program)
  if (told !== undefined) return [{ ...told, level: 'fail', by }]
  if (found.outcome === 'found' && hasNoFormat(found.file))
    return [{ kind: 'program-without-format', level: 'fail', wanted: program, by }]
  const { inner } = command
  if (found.outcome !== 'found' || inner === undefined || isInside(inner.program, found)) return []
  const innerFound = findProgram(inner.program, view, config)
  const innerTold = troubleWith(innerFound, inner.program)
  if (innerTold === undefined) return []
  const kind = innerTold.kind === 'program-absent' ? 'command-absent' : innerTold.kind
  return [{ ...innerTold, kind, level: inner.isAlone ? 'fail' : 'warn', by }]
}

/** Of whatever the kernel starts, the first bytes told something. A shell would run it all the same; nobody asks one here. */
const hasNoFormat = ({ kind, inode: { entry } }: ViewFile): boolean =>
  kind === 'file' &&
  entry.captured?.elf === undefined &&
  entry.captured?.interpreter === undefined &&
  entry.captured?.tooLarge === undefined

function auditHealth(
  command: Command | undefined,
  view: ImageView,
  config: ImageConfig,
): readonly LevelledMatter[] {
  const program = command?.words[0]
  if (command === undefined || program === undefined) return []
  const by = command.words.join(' ')
  const shell = findProgram(program, view, config)
  const kind = 'health-command-absent'
  if (shell.outcome === 'absent') return [{ kind, level: 'warn', wanted: program, by }]
  const { inner } = command
  if (shell.outcome !== 'found' || inner === undefined || isInside(inner.program, shell)) return []
  const found = findProgram(inner.program, view, config)
  return found.outcome === 'absent' ? [{ kind, level: 'warn', wanted: inner.program, by }] : []
}

function troubleWith(
  found: FoundProgram,
  wanted: string,
): ({ readonly kind: StartKind } & Pick<StartMatter, 'wanted' | 'searched' | 'link'>) | undefined {
  switch (found.outcome) {
    case 'absent': {
      const { searched, link } = found
      return { kind: 'program-absent', wanted, ...(searched && { searched }), ...(link && { link }) }
    }
    case 'folder':
      return { kind: 'program-is-folder', wanted: found.path }
    case 'not-executable':
      return { kind: 'program-not-executable', wanted: found.path }
    default:
      return undefined
  }
}

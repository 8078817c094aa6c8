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
  const told = healthTrouble(shell, program, by)
  const { inner } = command
  if (told.length > 0 || shell.outcome !== 'found') return told
  if (inner === undefined || !inner.isAlone || isInside(inner.program, shell)) return []
  return healthTrouble(findProgram(inner.program, view, config), inner.program, by)
}

function healthTrouble({ outcome }: FoundProgram, wanted: string, by: string): readonly LevelledMatter[] {
  if (outcome === 'absent') return [{ kind: 'health-command-absent', level: 'warn', wanted, by }]
  if (outcome === 'not-executable')
    return [{ kind: 'health-command-not-executable', level: 'warn', wanted, by }]
  return []
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

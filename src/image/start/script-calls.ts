import type { ScriptCall } from '../capture/captured.js'
import { builtins } from './first-command.js'
import { readCommands, type ShellCommand } from './shell-commands.js'
import type { ShellToken } from './shell-tokens.js'

const MOST_COMMANDS = 2000
const MOST_CALLS = 20

/**
 * The programs that a shell script calls whatever happens, up to the first thing that may change what there is to be
 * called. What may be a function, an alias or made by the script itself is not among them: rather none than a wrong one.
 */
export function scriptCalls(script: string): readonly ScriptCall[] {
  const commands = (readCommands(script) ?? []).slice(0, MOST_COMMANDS)
  const calls: ScriptCall[] = []
  let isStrict = /^#!.* -\w*e/.test(script)
  let mayBeOver = false
  for (const command of commands) {
    const { called, isExec } = callOf(command)
    const name = called?.text ?? ''
    if (calls.length === MOST_CALLS || changesNames(command, name)) break
    if (name === 'set') isStrict = setsStrict(command, isStrict)
    const isSure = !command.isInside && !command.isGuarded
    // One that has become something else already may have looked at them first.
    if (isExec && isSure && !mayBeOver && isArguments(name) && !commands.some(changesArguments))
      calls.push({ program: argumentsOfScript, line: called?.line ?? 0, isFatal: true })
    if (called !== undefined && isSure && isProgram(name) && !isNamedElse(name, commands))
      calls.push({ program: name, line: called.line, isFatal: (isExec || isStrict) && !mayBeOver })
    const isOver = isExec || name === 'exit' || name === 'return'
    if (makesFiles(command, name) || (isOver && isSure)) break
    mayBeOver ||= isOver
  }
  return calls
}

/** A script that becomes what it was given: `exec "$@"`. */
export const argumentsOfScript = '$@'

const isArguments = (name: string): boolean => /^"?\$(?:@|\{@\})"?$/.test(name)

const changesArguments = ({ words }: ShellCommand): boolean =>
  words[0]?.text === 'shift' || (words[0]?.text === 'set' && words.some(({ text }) => text === '--'))

const assignment = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/

/** What a command calls, behind assignments and `exec`. */
function callOf({ words }: ShellCommand): {
  readonly called: ShellToken | undefined
  readonly isExec: boolean
} {
  const at = words.findIndex(({ text }) => !assignment.test(text))
  const [first, second] = at < 0 ? [] : words.slice(at)
  return first?.text === 'exec' && second !== undefined
    ? { called: second, isExec: true }
    : { called: first, isExec: false }
}

/** A plain word that is a program's: named from the root, or to be looked for. */
const isProgram = (name: string): boolean =>
  /^[A-Za-z_/][\w./+-]*$/.test(name) && !builtins.has(name) && (!name.includes('/') || name.startsWith('/'))

function setsStrict({ words }: ShellCommand, before: boolean): boolean {
  const options = words.map(({ text }) => text).join(' ')
  if (/ \+\w*e| \+o errexit/.test(options)) return false
  return before || / -\w*e| -o errexit/.test(options)
}

/** Reads another script, or changes where or as what names are looked for. */
const changesNames = ({ words }: ShellCommand, name: string): boolean =>
  /^(?:\.|source|eval|alias|unalias|enable|hash)$/.test(name) ||
  words.some(({ text }) => /^(?:PATH|BASH_ENV)\+?=/.test(text))

/** What fetches, unpacks, builds or installs, and what else may put a program into its place. */
const makers = new Set(
  [
    '7z apk apt apt-get asdf aws az brew bun bundle bunzip2 busybox cargo cc chroot cmake composer conda cpio curl dnf',
    'docker dpkg gcc gcloud gem git go gsutil gunzip hg install make mamba microdnf mount nix npm npx nsenter nvm pacman',
    'patchelf pip pip3 pipx pnpm poetry rpm rsync sdk svn tar uncompress unshare unzip update-alternatives uv wget xz yarn',
    'yum zstd zypper',
  ]
    .join(' ')
    .split(' '),
)
const movers = new Set(['cp', 'mv', 'ln', 'cat', 'tee', 'dd'])

function makesFiles({ words }: ShellCommand, name: string): boolean {
  if (makers.has(name.slice(name.lastIndexOf('/') + 1))) return true
  if (words.some(({ text }) => /^-*install$/.test(text))) return true
  // One file to a folder of no programs is configuration; a whole folder may be anything.
  return movers.has(name) && words.some(({ text }) => /bin\b|\/\*?["']?$|^-\w*[arRT]/.test(text))
}

/** Looked for, defined or made elsewhere in the script. */
function isNamedElse(program: string, commands: readonly ShellCommand[]): boolean {
  const name = program.slice(program.lastIndexOf('/') + 1).replace(/[.+]/g, '\\$&')
  const named = new RegExp(`(?<![\\w.-])${name}(?![\\w.-])`)
  return commands.some((command) => {
    const { called } = callOf(command)
    if (called?.text === 'echo' || called?.text === 'printf') return false
    return command.words.some(
      (word) => (word !== called || command.isAsked || word.text.endsWith('()')) && named.test(word.text),
    )
  })
}

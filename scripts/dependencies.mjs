import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { run } from './engine/run.mjs'

const readPackages = async (path) => {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text).packages ?? {})
}

const sameOrigin = (locked, installed) =>
  locked.version === installed.version &&
  locked.integrity === installed.integrity &&
  locked.resolved === installed.resolved

/**
 * Whether what npm noted in node_modules is what the lockfile asks for. Contents are compared, not times: a fresh
 * clone or a changed branch gives every file a new time. Packages for other platforms are rightly absent.
 */
const matchesLockfile = (locked, installed) => {
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue
    const found = installed[path]
    if (found ? !sameOrigin(entry, found) : !(entry.optional || entry.devOptional || entry.peer)) return false
  }
  return Object.keys(installed).every((path) => locked[path] !== undefined)
}

const environment = (root) => {
  const bin = join(root, 'node_modules', '.bin')
  // npm must not run on the node that it is about to replace.
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== bin)
  return { PATH: path.join(delimiter) }
}

const REASON_LINES = 10

// npm says first what is wrong, and then at length how it may be called.
const reasonIn = (stderr) => {
  const lines = stderr.split('\n').filter((line) => /^npm error \S/.test(line))
  return (lines.length > 0 ? lines : stderr.trim().split('\n')).slice(0, REASON_LINES).join('\n')
}

/** Installs the locked packages unless they are there; install scripts never run. Returns whether it installed. */
export const ensureDependencies = async (root) => {
  const installed = await readPackages(join(root, 'node_modules', '.package-lock.json'))
  const locked = await readPackages(join(root, 'package-lock.json'))
  if (installed && (!locked || matchesLockfile(locked, installed))) return false
  const command = locked ? 'ci' : 'install'
  const args = [command, '--ignore-scripts', '--no-audit', '--no-fund']
  const { code, stderr } = await run('npm', args, { cwd: root, env: environment(root), check: false })
  if (code !== 0)
    throw new Error(`npm ${args.join(' ')} failed with exit code ${code}
${reasonIn(stderr)}`)
  return true
}

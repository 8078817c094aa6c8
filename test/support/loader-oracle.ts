import { spawn } from 'node:child_process'
import { indexElf } from '../../src/image/elf/load/elf-index.js'
import { loadProgram } from '../../src/image/elf/load/load-program.js'
import { findLoaders } from '../../src/image/elf/load/loader.js'
import { inspectImage } from '../../src/image/inspect-image.js'

export async function readSaved(image: string, host: string) {
  const saving = spawn('docker', ['--host', host, 'save', image], { stdio: ['ignore', 'pipe', 'inherit'] })
  const outcome = await inspectImage(saving.stdout, { pullSize: 'roughly' })
  if (outcome.outcome !== 'inspected') throw new Error(outcome.failure.message)
  return outcome
}

type Read = Awaited<ReturnType<typeof readSaved>>

/** For each program, what its loader would load, from which file, and what it would miss, as lines. */
export function foreseen({ view, contents }: Pick<Read, 'view' | 'contents'>) {
  const index = indexElf(view)
  const loaders = findLoaders(view, index, contents.config.env)
  const programs = new Map<string, { readonly interpreter: string; readonly lines: readonly string[] }>()
  for (const one of index.all) {
    const { interpreter } = one.facts
    if (interpreter === undefined || (one.file.mode & 0o111) === 0) continue
    const loader = loaders.of(interpreter, one.facts)
    if (loader === undefined) continue
    const { loaded, missing, lacking } = loadProgram(one, interpreter, loader, index)
    const lines = [
      ...loaded.map(({ name, path }) => `${name} => ${view.resolve(path)?.path}`),
      ...missing.map(({ name }) => `${name} => nothing`),
      ...lacking.map(({ version }) => `version ${version}`),
    ]
    programs.set(`/${one.path}`, { interpreter, lines: [...new Set(lines)].sort() })
  }
  return programs
}

/** The same from the loaders themselves, in a container of the image. */
export async function loadedInside(image: string, host: string, read: Pick<Read, 'view' | 'contents'>) {
  const programs = foreseen(read)
  // As each C library's own ldd does it: glibc's `--list` ends at the first library that is missing.
  const script = [
    'while read -r loader path; do echo "@ $path"; case $loader in',
    '*musl*) "$loader" --list "$path" 2>&1 ;;',
    '*) LD_TRACE_LOADED_OBJECTS=1 "$loader" "$path" 2>&1 ;; esac; done',
  ].join(' ')
  const args = [
    '--host',
    host,
    'run',
    '--rm',
    '--interactive',
    '--network',
    'none',
    '--entrypoint',
    '/bin/sh',
  ]
  const running = spawn('docker', [...args, image, '-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  running.stdin.end([...programs].map(([path, { interpreter }]) => `${interpreter} ${path}\n`).join(''))
  let out = ''
  for await (const chunk of running.stdout) out += String(chunk)
  const found = new Map<string, readonly string[]>()
  for (const block of out.split(/^@ /m).slice(1)) {
    const [path = '', ...lines] = block.split('\n')
    const told = lines.flatMap((line) => lineOf(line, (at) => read.view.resolve(at)?.path))
    found.set(path, [...new Set(told)].sort())
  }
  return found
}

function lineOf(line: string, resolve: (path: string) => string | undefined): readonly string[] {
  const version = /version [`'](\S+?)' not found/.exec(line)?.[1]
  if (version !== undefined) return [`version ${version}`]
  const absent = /Error loading shared library (\S+?):/.exec(line)?.[1]
  if (absent !== undefined) return [`${absent} => nothing`]
  const [, name = '', path = ''] = /^\s+(\S+) => (\S+)/.exec(line) ?? []
  // The loader itself is there before anything is looked for.
  if (name === '' || /\/ld-(?:linux|musl)[^/]*$/.test(path)) return []
  return [`${name} => ${path === 'not' ? 'nothing' : resolve(path)}`]
}

/** What a command of a Dockerfile installs for the application: its packages of Node, or an environment of Python. */
export type Installed = 'node-modules' | 'virtual-environment'

const nodeTools = new Set(['npm', 'pnpm', 'bun', 'yarn'])
const nodeVerbs = new Set([
  'ci',
  'i',
  'install',
  'add',
  'clean-install',
  'install-clean',
  'it',
  'install-test',
])
const pythonTools = new Set([
  'pip',
  'pip3',
  'uv',
  'poetry',
  'pipenv',
  'pdm',
  'conda',
  'mamba',
  'micromamba',
  'hatch',
])
const pythonVerbs = new Set(['install', 'sync', 'create', 'update', 'venv'])

/** Building, testing and installing tools for the whole system leave the folder of the application as it came. */
export function installsOf(command: string): ReadonlySet<Installed> {
  const found = new Set<Installed>()
  for (const clause of command.split(/&&|\|\||[;|&\n]/)) {
    const words = clause.split(/[\s"',[\]]+/).filter(Boolean)
    if (words.some((word) => /^(?:-g|--global|--location=global|global)$/.test(word))) continue
    if (installsNode(words)) found.add('node-modules')
    if (installsPython(words)) found.add('virtual-environment')
  }
  return found
}

function installsNode(words: readonly string[]): boolean {
  const at = words.findIndex((word) => nodeTools.has(nameOf(word)))
  if (at < 0) return false
  const rest = words.slice(at + 1).filter((word) => !word.startsWith('-'))
  const ran = rest.findIndex((word) => /^(?:run|run-script|exec|x|test|start)$/.test(word))
  const said = ran < 0 ? rest : rest.slice(0, ran)
  // `yarn` alone installs.
  if (nameOf(words[at] ?? '') === 'yarn' && rest.length === 0) return true
  return said.some((word) => nodeVerbs.has(word))
}

function installsPython(words: readonly string[]): boolean {
  if (/(?:^| )-m (?:venv|virtualenv)(?: |$)|(?:^| |\/)virtualenv(?: |$)/.test(words.join(' '))) return true
  const at = words.findIndex((word) => pythonTools.has(nameOf(word)))
  return at >= 0 && words.slice(at + 1).some((word) => pythonVerbs.has(word))
}

const nameOf = (word: string): string =>
  word.slice(word.lastIndexOf('/') + 1).replace(/(?<=^pip)3?\.\d+$/, '')

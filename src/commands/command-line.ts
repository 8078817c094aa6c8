import { parseArgs } from 'node:util'
import { UsageError } from '../core/domain/errors.js'

export type CommandLine =
  | { readonly command: 'version' }
  | { readonly command: 'help' }
  | CompareLine
  | InspectLine
  | {
      readonly command: 'doctor'
      readonly config?: string
      readonly services: readonly string[]
      readonly json: boolean
    }
  | CapacityLine
  | { readonly command: 'init'; readonly print: boolean }
  | { readonly command: 'clean'; readonly run?: string; readonly all: boolean }

export interface InspectLine {
  readonly command: 'inspect'
  readonly image: string
  readonly against?: string
  readonly platform?: string
  readonly exactPull: boolean
  readonly contentHashes: boolean
  /** What the image was built from: its layers are traced to the lines. */
  readonly dockerfile?: string
  readonly context?: string
  readonly show: 'text' | 'json' | 'markdown'
}

export interface CapacityLine {
  readonly command: 'capacity'
  readonly config?: string
  readonly services: readonly string[]
  /** The most copies that are tried. */
  readonly max: number
  readonly json: boolean
}

export interface CompareLine {
  readonly command: 'compare'
  readonly config?: string
  readonly services: readonly string[]
  readonly parallel?: number
  readonly keep: boolean
  readonly show: 'text' | 'json' | 'markdown'
  readonly record?: string
  /** `compare BASELINE CANDIDATE` and the flags that describe one service, named as the action's inputs are. */
  readonly inputs: Readonly<Record<string, string>>
}

export const usage = `container-migrate: prove a container migration, then keep it proven

  container-migrate compare [BASELINE CANDIDATE] [flags]   build, start, smoke, measure and judge both variants
  container-migrate inspect IMAGE [--against OTHER]        what is in an image: on the engine, an archive, a folder, -
  container-migrate capacity [--max N] [--json]            how many copies of each variant's suite this machine carries
  container-migrate doctor [--config FILE]                 what is wrong with this machine, and the fix
  container-migrate init [--print]                         propose a config and a workflow; never overwrites
  container-migrate clean [RUN | --all]                    remove what a killed run left; without either,
                                                           list the runs that have something there

compare takes its services from .github/container-migrate.yml, or from
  BASELINE CANDIDATE   a Dockerfile's path, an image reference or an archive's path, with
  --context DIR --port N --ready /health --smoke 'GET /health 200' (again for more) --image-size 250MB --startup 10s …

  --config FILE     another config file
  --service NAME    only this service (again for more)
  --max N           capacity: the most copies that are tried (default: 64)
  --parallel N      builds and smoke cells at once (default: the processors, at most 4)
  --json            the run record on standard output
  --markdown        the report as Markdown on standard output
  --record FILE     write the run record to a file
  --against OTHER   inspect: the image it is held against
  --dockerfile FILE inspect: what it was built from, so that layers have lines; --context DIR: and what was sent
  --platform OS/ARCH  inspect: which image of an archive that has several
  --exact-pull      inspect: compress every layer to know the pull size, not samples: some 25 ms a megabyte
  --content-hashes  inspect: digest every file, and find what is in the image twice
  --keep            leave containers, images and networks on the engine
  --version, --help

exit: 0 pass or inconclusive · 1 verdict fail · 2 bad usage or config · 3 the machine failed · 130 interrupted
`

const budgetFlags = [
  'image-size',
  'pull-size',
  'unique-size',
  'startup',
  'memory-idle',
  'memory-after',
  'memory-peak',
  'build-time',
  'context-size',
  'suite-time',
  'failure-rate',
  'wasted-bytes',
  'efficiency',
] as const

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

const options = {
  config: text,
  service: { type: 'string', multiple: true },
  parallel: text,
  max: text,
  json: flag,
  markdown: flag,
  record: text,
  keep: flag,
  print: flag,
  all: flag,
  version: { ...flag, short: 'v' },
  help: { ...flag, short: 'h' },
  against: text,
  platform: text,
  'exact-pull': flag,
  'content-hashes': flag,
  dockerfile: text,
  context: text,
  port: text,
  ready: text,
  smoke: { type: 'string', multiple: true },
  'image-size': text,
  'pull-size': text,
  'unique-size': text,
  startup: text,
  'memory-idle': text,
  'memory-after': text,
  'memory-peak': text,
  'build-time': text,
  'context-size': text,
  'suite-time': text,
  'failure-rate': text,
  'wasted-bytes': text,
  efficiency: text,
} as const satisfies Record<(typeof budgetFlags)[number] | string, unknown>

const isOfOthers = (name: string): boolean =>
  ['print', 'all', 'max', 'against', 'platform', 'exact-pull', 'content-hashes', 'dockerfile'].includes(name)

const flagsOf = {
  compare: new Set(Object.keys(options).filter((name) => !isOfOthers(name))),
  inspect: new Set([
    'against',
    'platform',
    'exact-pull',
    'content-hashes',
    'dockerfile',
    'context',
    'json',
    'markdown',
  ]),
  capacity: new Set(['config', 'service', 'max', 'json']),
  doctor: new Set(['config', 'service', 'json']),
  init: new Set(['print']),
  clean: new Set(['all']),
} as const

const mostPositionals = { compare: 2, inspect: 1, capacity: 0, doctor: 0, init: 0, clean: 1 } as const

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv)
  if (values.version) return { command: 'version' }
  const [command, ...rest] = positionals
  if (values.help || command === 'help' || (command === undefined && argv.length === 0))
    return { command: 'help' }
  if (command === undefined || !isCommand(command)) {
    const given = command === undefined ? 'no command is given' : `${command} is no command`
    throw new UsageError(`${given}: compare, inspect, capacity, doctor, init, clean (--help for more)`)
  }
  const foreign = Object.keys(values).find((name) => !flagsOf[command].has(name))
  if (foreign !== undefined) throw new UsageError(`${command} takes no --${foreign} (--help for more)`)
  const surplus = rest[mostPositionals[command]]
  if (surplus !== undefined) {
    throw new UsageError(`${command} does not know what to do with ${surplus} (--help for more)`)
  }
  const config = values.config === undefined ? {} : { config: values.config }
  const services = values.service ?? []
  switch (command) {
    case 'compare':
      return compareLine(values, rest)
    case 'inspect':
      return inspectLine(values, rest)
    case 'capacity':
      return { command, ...config, services, max: parseMax(values.max), json: values.json ?? false }
    case 'doctor':
      return { command, ...config, services, json: values.json ?? false }
    case 'init':
      return { command, print: values.print ?? false }
    case 'clean':
      if (values.all && rest[0] !== undefined) throw new UsageError('clean takes a RUN or --all, not both')
      return { command, all: values.all ?? false, ...(rest[0] === undefined ? {} : { run: rest[0] }) }
  }
}

type Values = ReturnType<typeof parse>['values']

function inspectLine(values: Values, [image]: readonly string[]): InspectLine {
  if (image === undefined) throw new UsageError('inspect takes an IMAGE: a name, an archive, a folder, or -')
  return {
    command: 'inspect',
    image,
    ...(values.against === undefined ? {} : { against: values.against }),
    ...(values.platform === undefined ? {} : { platform: values.platform }),
    exactPull: values['exact-pull'] ?? false,
    contentHashes: values['content-hashes'] ?? false,
    ...(values.dockerfile === undefined ? {} : { dockerfile: values.dockerfile }),
    ...(values.context === undefined ? {} : { context: values.context }),
    show: showOf(values),
  }
}

function showOf(values: Values): InspectLine['show'] {
  if (values.json && values.markdown) throw new UsageError('--json and --markdown: one of them')
  return values.json ? 'json' : values.markdown ? 'markdown' : 'text'
}

function compareLine(values: Values, positionals: readonly string[]): CompareLine {
  if (positionals.length === 1) {
    throw new UsageError('compare takes a BASELINE and a CANDIDATE, or neither')
  }
  const [baseline, candidate] = positionals
  const inputs: Record<string, string> = {}
  for (const name of ['context', 'port', 'ready', ...budgetFlags] as const) {
    const value = values[name]
    if (value !== undefined) inputs[name] = value
  }
  if (values.smoke !== undefined) inputs.smoke = values.smoke.join('\n')
  if (baseline !== undefined && candidate !== undefined) Object.assign(inputs, { baseline, candidate })
  else if (Object.keys(inputs).length > 0) {
    throw new UsageError(
      `--${Object.keys(inputs)[0]} describes a BASELINE and a CANDIDATE: name them, or use the config`,
    )
  }
  return {
    command: 'compare',
    ...(values.config === undefined ? {} : { config: values.config }),
    services: values.service ?? [],
    ...(values.parallel === undefined ? {} : { parallel: parseParallel(values.parallel) }),
    keep: values.keep ?? false,
    show: showOf(values),
    ...(values.record === undefined ? {} : { record: values.record }),
    inputs,
  }
}

export function parseParallel(value: string): number {
  const parallel = Number(value)
  if (Number.isInteger(parallel) && parallel >= 1 && parallel <= 64) return parallel
  throw new UsageError(`parallel: ${value} is no whole number from 1 to 64`)
}

/** As many bridge ports as one network of the engine is sure to have. */
const mostCopies = 512

function parseMax(value = '64'): number {
  const max = Number(value)
  if (Number.isInteger(max) && max >= 1 && max <= mostCopies) return max
  throw new UsageError(`max: ${value} is no whole number from 1 to ${mostCopies}`)
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause)
    throw new UsageError(`${message} (--help for more)`, { cause })
  }
}

const isCommand = (name: string): name is keyof typeof flagsOf => Object.hasOwn(flagsOf, name)

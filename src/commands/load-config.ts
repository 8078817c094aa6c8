import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type ConfigError,
  type ParsedConfig,
  renderConfigErrors,
  sortErrors,
} from '../core/config/config-error.js'
import { configFromDiscovery } from '../core/config/discover.js'
import { diveRulesFile, parseDiveRules } from '../core/config/dive-rules.js'
import { configFromInputs, serviceInputs } from '../core/config/from-inputs.js'
import { parseConfig } from '../core/config/parse-config.js'
import { withDiveRules } from '../core/config/with-dive-rules.js'
import type { Budget, Config } from '../core/domain/config.js'
import { UsageError } from '../core/domain/errors.js'
import { configNames, exists, readConfigText } from '../files/config-file.js'
import { checkNamedFiles } from './check-named-files.js'
import { discoverRepository } from './discover-repository.js'

export interface ConfigRequest {
  readonly cwd: string
  readonly file?: string
  /** The action's inputs that describe one service; empty from a config file. */
  readonly inputs: Readonly<Record<string, string>>
  readonly services: readonly string[]
}

/** No config, no pair: a mistake for a run, and only the beginning for whoever looks around first. */
export class NothingToCompare extends UsageError {}

/** A config that was read and does not hold; each error knows its place. */
export class InvalidConfig extends UsageError {
  constructor(readonly errors: readonly ConfigError[]) {
    super(renderConfigErrors(errors))
  }
}

/** The config from inputs where they name a pair, else from the file, else from what lies in the repository. */
export async function loadConfig(request: ConfigRequest): Promise<Config> {
  const chosen = onlyServices(await findConfig(request), request.services)
  const config = withDiveRules(chosen, await readDiveRules(request.cwd))
  const errors = await checkNamedFiles(config, request.cwd)
  if (errors.length > 0) throw new InvalidConfig(sortErrors(errors))
  return config
}

/** A team that gates on dive has its limits here. */
async function readDiveRules(cwd: string): Promise<readonly Budget[]> {
  if (!(await exists(resolve(cwd, diveRulesFile)))) return []
  const found = await readConfigText(cwd, diveRulesFile)
  const parsed = parseDiveRules(found?.text ?? '', diveRulesFile)
  if (parsed.outcome === 'invalid') throw new InvalidConfig(parsed.errors)
  return parsed.budgets
}

async function findConfig({ cwd, file, inputs }: ConfigRequest): Promise<Config> {
  const isPair = inputs.baseline !== undefined || inputs.candidate !== undefined
  if (isPair && file !== undefined) {
    throw new UsageError('both a config file and baseline/candidate are given: use one of them')
  }
  const described = serviceInputs.filter((name) => inputs[name] !== undefined)
  if (!isPair && described.length > 0) {
    throw new UsageError(
      `${described.join(', ')}: describes one service by inputs, and that needs baseline and candidate too; ` +
        'with a config file it belongs there',
    )
  }
  if (isPair)
    return unwrap(
      configFromInputs(
        inputs,
        (path) => statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isFile() ?? false,
      ),
    )
  const found = await readConfigText(cwd, file)
  if (found !== undefined) return unwrap(parseConfig(found.text, found.file))
  return discover(cwd)
}

async function discover(cwd: string): Promise<Config> {
  const { discovery, ports } = await discoverRepository(cwd)
  if (discovery.pairs.length === 0) {
    const notes = discovery.notes.map((note) => `\n  ${note}`).join('')
    throw new NothingToCompare(
      `nothing to compare: no ${configNames[0]}, no baseline and candidate, and no pair such as Dockerfile beside ` +
        `Dockerfile.alpine in this folder${notes}\n  try: container-migrate init, or give baseline and candidate`,
    )
  }
  return unwrap(configFromDiscovery(discovery, ports))
}

function unwrap(parsed: ParsedConfig): Config {
  if (parsed.outcome === 'parsed') return parsed.config
  throw new InvalidConfig(parsed.errors)
}

function onlyServices(config: Config, names: readonly string[]): Config {
  if (names.length === 0) return config
  const known = config.services.map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new UsageError(`no service ${unknown.join(', ')} in the config: it has ${known.join(', ')}`)
  }
  return { ...config, services: config.services.filter(({ name }) => names.includes(name)) }
}

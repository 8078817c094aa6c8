import type { Service } from '../domain/config.js'
import { type Role, roles } from '../domain/variant.js'
import type { Complaints } from './complaints.js'
import { writtenAt } from './layers.js'
import type { DefaultsInput, RunInput, ServiceInput, VariantInput } from './schema.js'

type ProcessInput = Extract<VariantInput, { readonly process: unknown }>

/** What the engine does for a container and nobody does for a process. */
const containerKeys = [
  'command',
  'memory',
  'cpus',
  'tmpfs',
  'volumes',
  'read-only',
  'user',
  'cap-drop',
] as const satisfies readonly (keyof RunInput)[]

/** What holds for a process of what was layered; its own env file takes the place of one further out. */
export function runOfProcess(input: ProcessInput, layered: RunInput): RunInput {
  const envFile = input['env-file'] ?? layered['env-file']
  const kept = Object.entries(layered).filter(([key]) => !containerKeys.some((one) => one === key))
  return { ...Object.fromEntries(kept), ...(envFile !== undefined && { 'env-file': envFile }) }
}

/** What was asked for a process itself and cannot be had is an error; what reaches it from further out is only said. */
export function requireProcessOptions(
  name: string,
  input: ServiceInput,
  service: Service,
  complaints: Complaints,
): void {
  for (const role of roles) {
    const variant = input[role]
    if (!('process' in variant)) continue
    for (const key of containerKeys) {
      if (!asks(variant.run?.[key])) continue
      complaints.aboutKey(['services', name, role, 'run', key], refusals[key])
    }
    if (variant['env-file'] !== undefined && variant.run?.['env-file'] !== undefined) {
      complaints.aboutKey(['services', name, role, 'run', 'env-file'], 'is given twice: keep one `env-file`')
    }
    if (service[role].ready.conditions.some(({ by }) => by === 'healthcheck')) {
      const path = writtenAt(complaints.positions, name, ['ready', 'healthcheck'], role)
      complaints.aboutKey(
        path,
        `asks for an image's HEALTHCHECK, and the ${role} of \`${name}\` is a process: give it a \`ready\` of its own`,
      )
    }
  }
}

/** Under load both variants are up at the same time, and the runner has each port once. */
export function requirePortOfItsOwn(service: Service, complaints: Complaints): void {
  const { baseline, candidate, load, name } = service
  const areProcesses = roles.every((role) => service[role].source.from === 'process')
  if (load === undefined || !areProcesses || baseline.run.port !== candidate.run.port) return
  complaints.aboutKey(
    writtenAt(complaints.positions, name, ['load']),
    'asks both variants in turn while both are up, and two processes cannot have one port: give each a `run.port` of its own',
  )
}

const unlimited = 'holds for containers only: a process on the runner cannot be limited like that'

const refusals: Record<(typeof containerKeys)[number], string> = {
  command: "replaces an image's own command: write the command as `process`",
  memory: unlimited,
  cpus: unlimited,
  tmpfs: 'holds for containers only: a process has the folders of the runner',
  volumes: 'holds for containers only: a process has the folders of the runner',
  'read-only': 'holds for containers only: a process has the folders of the runner',
  user: 'holds for containers only: a process runs as the user that the run has',
  'cap-drop': 'holds for containers only: a process has what the user of the run has',
}

const asks = (value: RunInput[(typeof containerKeys)[number]]): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false

/** What a reader must know to hold a process beside a container. */
export function assumedOfProcesses(input: ServiceInput, defaults: DefaultsInput): string[] {
  const processes = roles.filter((role) => 'process' in input[role])
  if (processes.length === 0) return []
  const inherited = containerKeys.filter((key) => asks(input.run?.[key]) || asks(defaults.run?.[key]))
  const keys = inherited.map((key) => `\`run.${key}\``).join(', ')
  const verb = inherited.length === 1 ? 'holds' : 'hold'
  const [role] = processes
  if (processes.length === 2 || role === undefined) {
    return keys === '' ? [] : [`${keys} ${verb} for containers only, and both variants are processes`]
  }
  const other: Role = role === 'baseline' ? 'candidate' : 'baseline'
  return [
    `the ${role} is a process and the ${other} a container: the memory of a process is its own and its children's share (PSS), that of a container all that its cgroup is charged with, page cache included`,
    ...(keys === '' ? [] : [`${keys} ${verb} for the ${other}'s container only, not for the ${role}`]),
  ]
}

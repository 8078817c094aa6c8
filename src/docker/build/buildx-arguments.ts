import type { BuildSecret, DockerfileSource } from '../../core/domain/config.js'
import type { BuildxBuilder } from './detect-builder.js'
import { cacheScope } from './github-cache.js'
import { isAtLeast } from './version.js'

export interface BuildxQuestion {
  readonly source: DockerfileSource
  /** Where the source's context is for this build. */
  readonly context: string
  readonly tag: string
  readonly labels: Readonly<Record<string, string>>
  readonly noCache?: boolean
  readonly builder: Pick<BuildxBuilder, 'version' | 'progress' | 'githubCache'>
}

/** What follows `docker buildx`. Values are joined to their flags, so that none can be taken for a flag. */
export function buildxArguments({
  source,
  context,
  tag,
  labels,
  builder,
  noCache = false,
}: BuildxQuestion): readonly string[] {
  return [
    'build',
    `--progress=${builder.progress}`,
    '--load',
    ...(noCache ? ['--no-cache'] : []),
    // An attestation is a second manifest beside the image, which only the containerd store keeps: sizes would differ.
    ...(isAtLeast(builder.version, [0, 10]) ? ['--provenance=false'] : []),
    `--tag=${tag}`,
    ...entries(labels).map((label) => `--label=${label}`),
    `--file=${source.dockerfile}`,
    ...(source.target === undefined ? [] : [`--target=${source.target}`]),
    ...(source.platform === undefined ? [] : [`--platform=${source.platform}`]),
    ...entries(source.buildArgs).map((argument) => `--build-arg=${argument}`),
    ...entries(source.buildContexts).map((named) => `--build-context=${named}`),
    ...source.secrets.map((secret) => `--secret=${secretFields(secret).map(csvField).join(',')}`),
    ...(builder.githubCache ? cacheArguments(cacheScope(source)) : []),
    '--',
    context,
  ]
}

const entries = (record: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(record).map(([name, value]) => `${name}=${value}`)

/** Names where the value is, never the value: every process of the machine can read an argument. */
const secretFields = ({ id, env, file }: BuildSecret): readonly string[] => [
  `id=${id}`,
  ...(env === undefined ? [] : [`env=${env}`]),
  ...(file === undefined ? [] : [`src=${file}`]),
]

const csvField = (field: string): string =>
  /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field

/** A cache that cannot be written costs time in the next run; it is no reason to fail this one. */
const cacheArguments = (scope: string): readonly string[] => [
  `--cache-from=type=gha,scope=${scope}`,
  `--cache-to=type=gha,scope=${scope},mode=max,ignore-error=true`,
]

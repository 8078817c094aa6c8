import * as v from 'valibot'
import { formed, rate, timeout } from './forms.js'
import { mapOf, pick, pickByKey, strict } from './schema-blocks.js'
import { budgetDefinitions, budgetsSchema } from './schema-budgets.js'
import { builds, timedBuilds } from './schema-builds.js'
import {
  checkSchema,
  execCheck,
  httpCheck,
  logCheck,
  runCheck,
  smokeSchema,
  tcpCheck,
  websocketCheck,
} from './schema-checks.js'
import { readySchema, runSchema } from './schema-run.js'
import { command, nonEmptyText, samples, textMap } from './schema-values.js'

const optional = v.exactOptional
const overrides = { run: optional(runSchema), ready: optional(readySchema) }
const platform = optional(formed('platform', 'Which platform of the image, such as linux/amd64.'))

const buildKeys = ['context', 'target', 'build-args', 'build-contexts', 'secrets', 'builds']
const ofDockerfile = Object.fromEntries(
  buildKeys.map((key) => [key, 'belongs to a `dockerfile`: nothing is built here']),
)

const ofProcess = {
  cwd: 'belongs to a `process`: an image has its own',
  'env-file': 'belongs in `run` here, or to a `process`',
}

const secret = pickByKey(
  ['env', 'file'],
  [
    strict({ env: formed('variable', 'The environment variable of the runner that holds it.') }),
    strict({ file: formed('filePath', 'The file that holds it.') }),
  ],
  { noun: 'a secret' },
)

const dockerfileVariant = strict(
  {
    dockerfile: formed('filePath', 'The Dockerfile to build.'),
    context: optional(formed('filePath', "The build context. Default: the Dockerfile's folder.")),
    target: optional(formed('stage', 'The stage to build.')),
    'build-args': optional(textMap('variable', 'Build arguments.')),
    'build-contexts': optional(
      v.pipe(
        mapOf(formed('variable'), nonEmptyText('A folder, or docker-image:// and an image.')),
        v.description('Named build contexts; they can replace a base image.'),
      ),
    ),
    secrets: optional(v.pipe(mapOf(formed('stage'), secret), v.description('Build secrets, by their id.'))),
    platform,
    builds: optional(timedBuilds),
    ...overrides,
  },
  ofProcess,
)

const imageVariant = strict(
  { image: formed('imageName', 'An image to pull, or one that is there.'), platform, ...overrides },
  { ...ofDockerfile, ...ofProcess },
)

const archiveVariant = strict(
  { archive: formed('filePath', 'A docker or OCI archive.'), platform, ...overrides },
  { ...ofDockerfile, ...ofProcess },
)

const processVariant = strict(
  {
    process: pick(
      [
        nonEmptyText(
          'A command on the runner: a line for sh -c, or a list of words to start without a shell.',
        ),
        command('A command on the runner, started without a shell.'),
      ],
      (value, [line, words]) => (Array.isArray(value) ? words : line),
    ),
    cwd: optional(formed('filePath', 'The folder it is started in. Default: the folder the run works in.')),
    'env-file': optional(formed('filePath', "A file of NAME=value lines; NAME alone takes the runner's.")),
    ...overrides,
  },
  { ...ofDockerfile, platform: 'belongs to an image: a process runs on the runner as it is' },
)

const variant = pickByKey(
  ['dockerfile', 'image', 'archive', 'process'],
  [dockerfileVariant, imageVariant, archiveVariant, processVariant],
  {
    noun: 'a variant',
    refused: {
      compose: 'is not in this version yet: use `dockerfile`, `image`, `archive` or `process`',
    },
  },
)

/** One process asks, beside the service on one machine: beyond this it would measure itself. */
const mostPerSecond = 1000
export const longestLoadMs = 600_000

const load = v.pipe(
  strict({
    path: formed('urlPath', 'The path to ask, by GET.'),
    rate: v.pipe(rate('Requests, such as 50/s.'), v.maxValue(mostPerSecond, 'must be at most 1000/s')),
    duration: v.pipe(
      timeout('For how long each variant is asked, in slices, baseline and candidate in turn.'),
      v.maxValue(longestLoadMs, 'must be at most 10m'),
    ),
  }),
  v.description('Latency under load: requests at fixed moments, whether or not they are answered.'),
)

const shared = {
  run: optional(runSchema),
  ready: optional(readySchema),
  smoke: optional(smokeSchema),
  load: optional(load),
  budgets: optional(budgetsSchema),
  samples: optional(samples),
  builds: optional(builds),
}

const inService = (key: string) => [key, 'belongs to a service, not to `defaults`'] as const

export const defaultsSchema = v.pipe(
  strict(shared, Object.fromEntries([inService('baseline'), inService('candidate')])),
  v.description('Every service starts from these.'),
)

export const serviceSchema = v.pipe(
  strict({ baseline: variant, candidate: variant, ...shared }),
  v.description('One deployable, with its two variants, its smoke suites and its budgets.'),
)

export const configSchema = v.pipe(
  strict({
    version: v.pipe(v.literal(1), v.description('The version of this format.')),
    defaults: optional(defaultsSchema),
    services: v.pipe(
      mapOf(formed('name'), serviceSchema),
      v.minEntries(1, 'has no service'),
      v.description('The services, by name.'),
    ),
  }),
  v.title('container-migrate'),
  v.description('What is migrated, how it is proven, and what it may cost.'),
)

/**
 * What the JSON Schema says once and refers to.
 * @public
 */
export const definitions = {
  service: serviceSchema,
  variant,
  run: runSchema,
  ready: readySchema,
  smoke: smokeSchema,
  check: checkSchema,
  httpCheck,
  websocketCheck,
  tcpCheck,
  execCheck,
  runCheck,
  logCheck,
  load,
  budgets: budgetsSchema,
  ...budgetDefinitions,
  samples,
  builds,
  timedBuilds,
}

export type DefaultsInput = v.InferOutput<typeof defaultsSchema>
export type ServiceInput = v.InferOutput<typeof serviceSchema>
export type VariantInput = v.InferOutput<typeof variant>
export type LoadInput = v.InferOutput<typeof load>
export type RunInput = v.InferOutput<typeof runSchema>
export type ReadyInput = v.InferOutput<typeof readySchema>

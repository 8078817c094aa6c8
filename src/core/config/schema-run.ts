import * as v from 'valibot'
import { duration, formed, size, timeout } from './forms.js'
import { pick, strict } from './schema-blocks.js'
import { command, nonEmptyText, port, text, textMap } from './schema-values.js'

const SMALLEST_MEMORY = 6 * 1024 ** 2
const DAY_MS = 24 * 3_600_000
const optional = v.exactOptional

const cpuWords = 'must be a number of CPUs from 0.01 to 4096, such as 0.5'
const least = v.minValue<number, number, string>(0.01, cpuWords)
const most = v.maxValue<number, number, string>(4096, cpuWords)

/** `1.0` stays text on its way here, because as a number it would not come back as typed. */
const cpus = pick(
  [
    v.pipe(v.number(cpuWords), least, most),
    v.pipe(v.string(), v.regex(/^\d{1,4}(?:\.\d{1,6})?$/, cpuWords), v.transform(Number), least, most),
  ],
  (value, [number, typed]) => (typeof value === 'string' ? typed : number),
)

export const runSchema = v.pipe(
  strict({
    port: optional(port('The port the service listens on, inside the container.')),
    command: optional(
      v.pipe(
        v.array(text()),
        v.description("What to start instead of the image's own command; [] for its own."),
      ),
    ),
    env: optional(textMap('variable', 'Environment variables.')),
    'env-file': optional(formed('filePath', 'A file of NAME=value lines.')),
    memory: optional(
      v.pipe(size('The memory limit, such as 256MB.'), v.minValue(SMALLEST_MEMORY, 'must be at least 6MiB')),
    ),
    cpus: optional(v.pipe(cpus, v.description('How many CPUs it may use, such as 0.5.'))),
    tmpfs: optional(
      v.pipe(v.array(formed('tmpfs')), v.description('Folders of the container kept in memory.')),
    ),
    volumes: optional(
      v.pipe(v.array(formed('volume')), v.description('host:container or host:container:ro.')),
    ),
    'read-only': optional(
      v.pipe(v.boolean(), v.description('Start it with a root file system it cannot write to.')),
    ),
    user: optional(text('The user, or user:group, to run as.')),
    'cap-drop': optional(v.pipe(v.array(formed('capability')), v.description('Capabilities to take away.'))),
    'stop-timeout': optional(
      v.pipe(
        duration('How long it may take to stop before it is killed. Default: 10s.'),
        v.maxValue(DAY_MS, 'must be at most 24h'),
      ),
    ),
  }),
  v.description('How a variant is started; a variant may override any of it.'),
)

export const readySchema = v.pipe(
  strict({
    http: optional(formed('urlPath', 'Ready at the first 2xx or 3xx answer of this path.')),
    tcp: optional(port('Ready once this port is open.')),
    log: optional(nonEmptyText('Ready once the log holds this text.')),
    healthcheck: optional(
      v.pipe(v.boolean(), v.description("Ready once the image's own health check is healthy.")),
    ),
    exec: optional(command('Ready once this command, inside the container, exits with 0.')),
    timeout: optional(timeout('How long to wait. Default: 60s.')),
  }),
  v.description(
    'When it counts as ready: one of these, or several (all must hold). Default: its port is open.',
  ),
)

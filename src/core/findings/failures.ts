import type { Failure, FailureReason } from '../domain/failure.js'
import { tellingLine } from './cause.js'
import { code, type Text, text } from './text.js'

/** How each failure reads after "the candidate …", and what to try where no cause was recognised. */
const failureProse: Record<FailureReason, { readonly did: string; readonly fix: Text }> = {
  'build-error': {
    did: 'did not build',
    fix: text`Read the last lines of its build log; the same command must pass with the same Dockerfile and context.`,
  },
  'image-missing': {
    did: 'has no image',
    fix: text`Check the image's name and tag, and that this job may pull it.`,
  },
  'registry-unreachable': {
    did: 'has no image, because its registry could not be reached',
    fix: text`Check the network and proxy of the engine and the registry's name; then run again.`,
  },
  'archive-unreadable': {
    did: 'could not be read from its archive',
    fix: text`Give a docker or OCI archive of one image: ${code('docker save -o image.tar <image>')}.`,
  },
  'image-unreadable': {
    did: 'has an image that could not be read',
    fix: text`Run again; if it stays so, tell us the engine's version and store.`,
  },
  'start-refused': {
    did: 'could not be started',
    fix: text`Check its command and its ${code('run')} options: user, volumes, limits.`,
  },
  'port-taken': {
    did: 'was not started, because something else listens on its port',
    fix: text`End what listens there before this step, or give the process another port in ${code('run.port')} and in its own settings.`,
  },
  exited: {
    did: 'exited instead of serving',
    fix: text`Read its last lines; start the image by hand with the same options.`,
  },
  'killed-by-memory-limit': {
    did: 'was killed by its memory limit',
    fix: text`Raise ${code('run.memory')}, or tell the runtime its limit.`,
  },
  'never-ready': {
    did: 'never became ready',
    fix: text`Check port and path of ${code('ready')}, that it listens on 0.0.0.0 and not on 127.0.0.1, and give it more time in ${code('ready.timeout')} if it needs that.`,
  },
  unhealthy: {
    did: 'became unhealthy',
    fix: text`Run its ${code('HEALTHCHECK')} by hand inside it; the tool it calls may not be in this image.`,
  },
  expectation: {
    did: 'did not answer as expected',
    fix: text`Compare what both variants answered.`,
  },
  timeout: {
    did: 'took longer than it may',
    fix: text`See what it waits for, or allow more time.`,
  },
  cancelled: {
    did: 'was cancelled',
    fix: text`Run again; where nobody cancelled it, the job took longer than its ${code('timeout-minutes')} or its runner was taken away.`,
  },
  'engine-lost': {
    did: 'was lost together with the engine',
    fix: text`Run again; if it stays so, look at the engine's own log and the machine's memory.`,
  },
  'disk-full': {
    did: 'ran out of disk space',
    fix: text`Free space before this step, or take a larger runner.`,
  },
  'not-run': { did: 'was not reached', fix: text`Run again.` },
  'time-limit': {
    did: 'ran into its time limit',
    fix: text`Give it more time (${code('timeout-minutes')} of the workflow, ${code('--time-limit')}), or more shards where one has several services.`,
  },
  'other-images': {
    did: 'measured other images',
    fix: text`Run that shard again, so that it measures the images that count: re-run all jobs.`,
  },
  'shard-lost': { did: 'was lost with its shard', fix: text`Run the failed jobs again.` },
}

export const whatItDid = (failure: Failure): string => failureProse[failure.reason].did

export const fixOf = ({ reason }: Pick<Failure, 'reason'>): Text => failureProse[reason].fix

/** What was printed that says most, where the message does not. */
export function printed(failure: Failure): Text {
  const line = tellingLine(failure)
  return line === undefined ? [] : text`It printed ${code(line)}.`
}

/** The one line that came with the failure, and the exit code where there is one and the line does not say it. */
export function said({ message, exitCode }: Failure): Text {
  const line = message.trim()
  const says = exitCode !== undefined && new RegExp(`\\b(code|status):? ${exitCode}\\b`).test(line)
  const exit = exitCode === undefined || says ? '' : `exit code ${exitCode}`
  if (line === '') return exit === '' ? [] : [`${exit}.`]
  return exit === '' ? [code(line), '.'] : [code(line), ` (${exit}).`]
}

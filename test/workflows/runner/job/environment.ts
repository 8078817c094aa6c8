import { join } from 'node:path'
import { gitEnv } from '../hub/origin.js'
import { isValues, toText, type Values } from '../value.js'
import type { LiveJob } from './live-job.js'

/** What a step's process finds in its environment. */
export function environmentOf(
  job: LiveJob,
  action: string,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { machine, folders, variables, path, mark } = job
  return {
    HOME: folders.home,
    LANG: 'C.UTF-8',
    // The tests' own process may carry settings of whoever runs it; a fresh machine has none.
    ...gitEnv,
    ...machine.env,
    ...Object.fromEntries(variables),
    ...own,
    PATH: [...path, own.PATH ?? process.env.PATH ?? ''].join(':'),
    CI: 'true',
    RUNNER_TRACKING_ID: mark,
    ...runnerVariables(job),
    ...githubVariables(job),
    GITHUB_ACTION: action,
  }
}

const runnerVariables = ({ machine, folders }: LiveJob) => ({
  RUNNER_OS: 'Linux',
  RUNNER_ARCH: 'X64',
  RUNNER_NAME: machine.name,
  RUNNER_ENVIRONMENT: 'github-hosted',
  RUNNER_TEMP: folders.temp,
  RUNNER_TOOL_CACHE: folders.tools,
})

const notAsVariables = new Set(['event', 'token', 'secret_source'])

function githubVariables({ leg, folders, contexts }: LiveJob): Record<string, string> {
  const github: Values = isValues(contexts.github) ? contexts.github : {}
  const plain = Object.entries(github).filter(([name]) => !notAsVariables.has(name))
  return {
    ...Object.fromEntries(plain.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, toText(value)])),
    GITHUB_ACTIONS: 'true',
    GITHUB_JOB: leg.job.id,
    GITHUB_WORKSPACE: folders.workspace,
    GITHUB_EVENT_PATH: join(folders.temp, '_github_workflow', 'event.json'),
  }
}

import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { headCommit } from './github/head-commit.js'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))

export interface ActionRequest {
  /** The checked out repository. */
  readonly workspace: string
  readonly host: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: unknown
  /** The payload as it lies in the file, where it is not what it should be. */
  readonly eventText?: string
  readonly env?: Readonly<Record<string, string>>
  readonly onOutput?: { readonly matches: RegExp; readonly act: (pid: number) => void }
}

export interface ActionRun {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The job's log. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly summary: string
}

/** Runs the bundle as the runner does: inputs and state in the environment, answers in files. */
export async function runAction(request: ActionRequest): Promise<ActionRun> {
  const inputs = Object.entries({ comment: 'always', 'working-directory': '.', ...request.inputs })
  return runEntry(
    'action.js',
    request,
    Object.fromEntries(inputs.map(([name, value]) => [inputName(name), value])),
  )
}

export function runPost(request: ActionRequest, state: Readonly<Record<string, string>>): Promise<ActionRun> {
  return runEntry(
    'post.js',
    request,
    Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
  )
}

/** The runner keeps hyphens. */
const inputName = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`

async function runEntry(
  entry: string,
  request: ActionRequest,
  given: Record<string, string>,
): Promise<ActionRun> {
  const { workspace, host, event = {}, eventText = JSON.stringify(event), env = {}, onOutput } = request
  const folder = join(workspace, '.runner')
  await mkdir(folder, { recursive: true })
  const file = (name: string) => join(folder, name)
  const names = ['output', 'state', 'summary'] as const
  await Promise.all([
    ...names.map((name) => writeFile(file(name), '')),
    writeFile(file('event.json'), eventText),
  ])
  const child = spawn(process.execPath, [join(dist, entry)], {
    cwd: workspace,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: file('output'),
      GITHUB_STATE: file('state'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_EVENT_PATH: file('event.json'),
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REPOSITORY: 'octo/shop',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_RUN_ID: '42',
      GITHUB_WORKFLOW: 'migrate',
      GITHUB_JOB: 'compare',
      RUNNER_TEMP: folder,
      DOCKER_HOST: host,
      ...given,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  let acted = false
  const collect = (chunk: Buffer) => {
    log += chunk
    if (onOutput === undefined || acted || !onOutput.matches.test(log) || child.pid === undefined) return
    acted = true
    onOutput.act(child.pid)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const end = await new Promise<Pick<ActionRun, 'exitCode' | 'signal'>>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal }))
  })
  const [outputs = '', state = '', summary = ''] = await Promise.all(
    names.map((name) => readFile(file(name), 'utf8')),
  )
  return { ...end, log, outputs: parseFile(outputs), state: parseFile(state), summary }
}

/** `name<<delimiter`, lines, `delimiter`: what the runner reads from a command file. */
function parseFile(text: string): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [, name = '', , value = ''] of text.matchAll(/^([^\n<]+)<<(\S+)\n([\s\S]*?)\n\2$/gm))
    values[name] = value
  return values
}

export const pullRequestEvent = (number: number, fork = false) => ({
  pull_request: {
    number,
    head: { sha: headCommit, repo: { full_name: fork ? 'someone/shop' : 'octo/shop' } },
    base: { repo: { full_name: 'octo/shop' } },
  },
  repository: { full_name: 'octo/shop' },
})

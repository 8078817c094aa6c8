import { homedir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { builderEnv } from './builder-env.js'
import { canUseGithubCache } from './github-cache.js'
import { runCommand } from './run-command.js'
import { isAtLeast } from './version.js'

export interface BuildxBuilder {
  readonly by: 'buildx'
  readonly version: string
  /** What to run before `build`: `docker buildx`, or the plugin on its own. */
  readonly command: readonly string[]
  readonly driver: string
  readonly buildkit?: string
  readonly progress: 'rawjson' | 'plain'
  readonly githubCache: boolean
}

export type Builder = BuildxBuilder | { readonly by: 'engine' }

export interface DetectRequest {
  readonly host: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly docker: Docker
  /** Where a docker command looks for its plugins. */
  readonly pluginFolders?: readonly string[]
}

/** What this machine can build with, found by trying it: a docker command may be there without its plugins. */
export async function detectBuilder(request: DetectRequest): Promise<Builder> {
  const { host, env, docker, pluginFolders = usualFolders(env) } = request
  for (const command of candidates(pluginFolders)) {
    const version = /\bbuildx\s+v?(\d+\.\S+)/.exec((await ask([...command, 'version'], host, env)) ?? '')?.[1]
    if (version === undefined) continue
    const inspected = (await ask([...command, 'inspect'], host, env)) ?? ''
    const driver = fieldOf(inspected, /^Driver:[ \t]+(\S+)/m) ?? 'docker'
    const buildkit = fieldOf(inspected, /^\s*BuildKit(?: version)?:[ \t]+v?(\d+\.\S+)/im)
    const known = buildkit === undefined || buildkit.startsWith('0.0.0') ? {} : { buildkit }
    const hasContainerdStore = driver === 'docker' && (await writesToContainerd(docker))
    return {
      by: 'buildx',
      version,
      command,
      driver,
      ...known,
      progress: isAtLeast(version, [0, 13]) ? 'rawjson' : 'plain',
      githubCache: canUseGithubCache({ env, buildx: version, driver, hasContainerdStore, ...known }),
    }
  }
  return { by: 'engine' }
}

/** `docker buildx` first: it is what the user would run. Then the plugin itself. */
const candidates = (folders: readonly string[]): readonly (readonly string[])[] => [
  ['docker', 'buildx'],
  ...folders.map((folder) => [join(folder, 'docker-buildx')]),
  ['docker-buildx'],
]

const usualFolders = (env: DetectRequest['env']): readonly string[] => [
  join(env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), '.docker'), 'cli-plugins'),
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
]

/** What a command prints; undefined where it is not there or fails. */
async function ask(
  command: readonly string[],
  host: string,
  env: DetectRequest['env'],
): Promise<string | undefined> {
  const lines: string[] = []
  const end = await runCommand({
    command,
    cwd: process.cwd(),
    env: builderEnv(env, host),
    // A builder on another machine that does not answer must not hold up the run.
    signal: AbortSignal.timeout(30_000),
    onLine: (line) => lines.push(line),
  })
  return end.ended === 'exited' && end.exitCode === 0 ? lines.join('\n') : undefined
}

const fieldOf = (text: string, pattern: RegExp): string | undefined => pattern.exec(text)?.[1]

async function writesToContainerd(docker: Docker): Promise<boolean> {
  const { DriverStatus } = (await docker.info()) as { DriverStatus?: readonly (readonly string[])[] }
  return (DriverStatus ?? []).some(([, value]) => value?.startsWith('io.containerd.snapshotter') ?? false)
}

import { access, constants, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { builderEnv } from './builder-env.js'
import { canUseGithubCache, mayHaveGithubCache } from './github-cache.js'
import { runCommand } from './run-command.js'
import { isAtLeast } from './version.js'

export interface BuildxBuilder {
  readonly by: 'buildx'
  readonly version: string
  /** What to run before `build`: the plugin on its own, or `docker buildx`. */
  readonly command: readonly string[]
  readonly progress: 'rawjson' | 'plain'
  readonly githubCache: boolean
  /** What it says of its driver; most builds need not wait for it. */
  readonly inspected: Promise<InspectedBuilder>
}

interface InspectedBuilder {
  readonly driver: string
  readonly buildkit?: string
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
  const { host, env, docker, pluginFolders = await usualFolders(env) } = request
  for (const command of await candidates(pluginFolders)) {
    // Beside the first question: the engine takes half a second to tell, and a build need not wait for it.
    const inspected = inspectBuilder(command, host, env)
    const version = /\bbuildx\s+v?(\d+\.\S+)/.exec((await ask([...command, 'version'], host, env)) ?? '')?.[1]
    if (version === undefined) continue
    return {
      by: 'buildx',
      version,
      command,
      progress: isAtLeast(version, [0, 13]) ? 'rawjson' : 'plain',
      githubCache: mayHaveGithubCache(env) && (await hasGithubCache({ env, version, inspected, docker })),
      inspected,
    }
  }
  return { by: 'engine' }
}

async function inspectBuilder(
  command: readonly string[],
  host: string,
  env: DetectRequest['env'],
): Promise<InspectedBuilder> {
  const inspected = (await ask([...command, 'inspect'], host, env)) ?? ''
  const driver = fieldOf(inspected, /^Driver:[ \t]+(\S+)/m) ?? 'docker'
  const buildkit = fieldOf(inspected, /^\s*BuildKit(?: version)?:[ \t]+v?(\d+\.\S+)/im)
  return { driver, ...(buildkit === undefined || buildkit.startsWith('0.0.0') ? {} : { buildkit }) }
}

interface CacheRequest
  extends Pick<DetectRequest, 'env' | 'docker'>,
    Pick<BuildxBuilder, 'version' | 'inspected'> {}

async function hasGithubCache({ env, version, inspected, docker }: CacheRequest): Promise<boolean> {
  const known = await inspected
  const hasContainerdStore = known.driver === 'docker' && (await writesToContainerd(docker))
  return canUseGithubCache({ env, buildx: version, hasContainerdStore, ...known })
}

/**
 * The plugin that `docker buildx` would run, without the docker command before it: that takes longer to find the plugin
 * than a cached build takes altogether. Where it lies in none of the folders, whatever `docker buildx` is.
 */
async function candidates(folders: readonly string[]): Promise<readonly (readonly string[])[]> {
  const plugins = folders.map((folder) => join(folder, 'docker-buildx'))
  const isThere = await Promise.all(plugins.map(isExecutable))
  return [
    ...plugins.filter((_, index) => isThere[index]).map((plugin) => [plugin]),
    ['docker', 'buildx'],
    ['docker-buildx'],
  ]
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

/** In the order in which a docker command looks through them. */
async function usualFolders(env: DetectRequest['env']): Promise<readonly string[]> {
  const own = env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), '.docker')
  return [
    ...(await extraFolders(join(own, 'config.json'))),
    join(own, 'cli-plugins'),
    '/usr/local/lib/docker/cli-plugins',
    '/usr/local/libexec/docker/cli-plugins',
    '/usr/lib/docker/cli-plugins',
    '/usr/libexec/docker/cli-plugins',
  ]
}

async function extraFolders(configFile: string): Promise<readonly string[]> {
  try {
    const config = JSON.parse(await readFile(configFile, 'utf8')) as {
      readonly cliPluginsExtraDirs?: unknown
    }
    const { cliPluginsExtraDirs: folders } = config
    return Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : []
  } catch {
    // No file, or none that we can use: a docker command goes on with its default too.
    return []
  }
}

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

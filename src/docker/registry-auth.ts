import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AuthConfig } from 'dockerode'
import type { Env } from './connect.js'

const hub = 'https://index.docker.io/v1/'

/**
 * The credentials that a run was given for the registry its images travel by, else those that `docker login` left, as the
 * docker command finds them; none is no error.
 */
export async function readRegistryAuth(image: string, env: Env): Promise<{ authconfig?: AuthConfig }> {
  const registry = registryOf(image)
  const given = givenLogin(registry, env)
  if (given !== undefined) return { authconfig: given }
  const folder = env.DOCKER_CONFIG ?? join(homedir(), '.docker')
  const config = await readJson(join(folder, 'config.json'))
  const helper = text(config, 'credHelpers', registry) ?? text(config, 'credsStore')
  const auth = text(config, 'auths', registry, 'auth')
  const [username, password] = auth
    ? splitOnce(Buffer.from(auth, 'base64').toString('utf8'))
    : helper
      ? await askHelper(helper, registry)
      : []
  if (username === undefined || password === undefined) return {}
  return { authconfig: { username, password, serveraddress: registry } }
}

/** A login that a run was given, for the registry of one repository. Meant for this edge alone: nothing that a user wrote shall see it. */
export interface RegistryLogin {
  readonly repository: string
  readonly username: string
  readonly password: string
}

const names = {
  repository: 'CONTAINER_MIGRATE_REGISTRY',
  username: 'CONTAINER_MIGRATE_REGISTRY_USERNAME',
  password: 'CONTAINER_MIGRATE_REGISTRY_PASSWORD',
} as const

export const withLogin = (env: Env, { repository, username, password }: RegistryLogin): Env => ({
  ...env,
  [names.repository]: repository,
  [names.username]: username,
  [names.password]: password,
})

export function withoutLogin(env: Env): Env {
  const hidden: readonly string[] = Object.values(names)
  return Object.fromEntries(Object.entries(env).filter(([name]) => !hidden.includes(name)))
}

function givenLogin(registry: string, env: Env): AuthConfig | undefined {
  const [repository, username, password] = [env[names.repository], env[names.username], env[names.password]]
  if (!repository || !username || !password || registryOf(repository) !== registry) return undefined
  return { username, password, serveraddress: registry }
}

function registryOf(image: string): string {
  const [first = ''] = image.split('/')
  const isHost = image.includes('/') && (/[.:]/.test(first) || first === 'localhost')
  return isHost && first !== 'docker.io' ? first : hub
}

function askHelper(helper: string, registry: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const child = execFile(`docker-credential-${helper}`, ['get'], { timeout: 10_000 }, (error, stdout) => {
      // No helper or no such credentials: go on without, the registry says what is missing.
      if (error) return resolve([])
      const answer = parse(stdout)
      const username = text(answer, 'Username')
      const password = text(answer, 'Secret')
      resolve(username !== undefined && password !== undefined ? [username, password] : [])
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(registry)
  })
}

const readJson = async (path: string): Promise<unknown> =>
  parse(await readFile(path, 'utf8').catch(() => '{}'))

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function splitOnce(pair: string): readonly string[] {
  const colon = pair.indexOf(':')
  return colon < 0 ? [] : [pair.slice(0, colon), pair.slice(colon + 1)]
}

function text(value: unknown, ...path: readonly string[]): string | undefined {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return typeof at === 'string' ? at : undefined
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import { type AnswerLimit, type Limits, limitAnswers } from './answer-limit.js'

export type Env = Readonly<Record<string, string | undefined>>

export interface Connection {
  readonly docker: Docker
  /** The address as DOCKER_HOST wants it, for commands that we start. */
  readonly host: string
  readonly limit: AnswerLimit
}

const defaultHost = 'unix:///var/run/docker.sock'

/** Only builds the client; nothing is sent yet. */
export function connect(env: Env, limits?: Limits): Connection {
  const host = engineHost(env)
  const docker = clientOf(host, env)
  return { docker, host, limit: limitAnswers(docker, limits) }
}

function clientOf(host: string, env: Env): Docker {
  const url = parseHost(host)
  if (url.protocol === 'unix:') return new Docker({ socketPath: url.pathname })
  if (url.protocol === 'npipe:') return new Docker({ socketPath: host.slice('npipe://'.length) })
  if (url.protocol === 'tcp:' || url.protocol === 'http:' || url.protocol === 'https:')
    return overTcp(url, env)
  if (url.protocol === 'ssh:') {
    throw new UsageError(
      `the engine's address ${host} uses ssh://, which container-migrate does not speak: ` +
        'forward the socket (ssh -L /tmp/docker.sock:/var/run/docker.sock HOST) and set DOCKER_HOST=unix:///tmp/docker.sock',
    )
  }
  throw new UsageError(
    `the engine's address ${host} is of no known form: use unix:///path or tcp://host:port`,
  )
}

function parseHost(host: string): URL {
  try {
    return new URL(host)
  } catch (cause) {
    throw new UsageError(`the engine's address ${host} is no address: use unix:///path or tcp://host:port`, {
      cause,
    })
  }
}

function overTcp(url: URL, env: Env): Docker {
  const tls = env.DOCKER_TLS_VERIFY !== undefined && env.DOCKER_TLS_VERIFY !== ''
  const options = { host: url.hostname, port: Number(url.port || (tls ? 2376 : 2375)) }
  if (!tls && url.protocol !== 'https:') return new Docker({ ...options, protocol: 'http' })
  const folder = env.DOCKER_CERT_PATH ?? join(homedir(), '.docker')
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readCertificate(join(folder, name)))
  return new Docker({ ...options, protocol: 'https', ca, cert, key })
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new EnvironmentError(
      `cannot read ${path}, which DOCKER_TLS_VERIFY asks for`,
      'set DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem',
      { cause },
    )
  }
}

/** DOCKER_HOST, else the context that `docker context use` chose, else the default socket: as the docker command does. */
function engineHost(env: Env): string {
  if (env.DOCKER_HOST) return env.DOCKER_HOST
  const folder = env.DOCKER_CONFIG ?? join(homedir(), '.docker')
  const context = env.DOCKER_CONTEXT ?? stringAt(readJson(join(folder, 'config.json')), 'currentContext')
  if (context === undefined || context === '' || context === 'default') return defaultHost
  const digest = createHash('sha256').update(context).digest('hex')
  const meta = readJson(join(folder, 'contexts', 'meta', digest, 'meta.json'))
  const host = stringAt(meta, 'Endpoints', 'docker', 'Host')
  if (host === undefined) throw new UsageError(`docker context ${context} has no engine address`)
  return host
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // No file, or none that we can use: the docker command goes on with its default too.
    return undefined
  }
}

function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return typeof at === 'string' ? at : undefined
}

import type { RegistryConfig } from 'dockerode'
import type { Instruction } from '../../core/domain/dockerfile.js'
import { readRegistryAuth } from '../registry-auth.js'

/** The user's logins at the registries of the base images: the engine's own builder pulls with what it is handed. */
export async function readBaseImageAuth(
  instructions: readonly Instruction[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<RegistryConfig> {
  const images = instructions
    .filter(({ keyword }) => keyword === 'FROM')
    .flatMap(({ args }) => /^([^\s$]+)(?:\s|$)/.exec(args)?.[1] ?? [])
  const config: RegistryConfig = {}
  for (const image of images) {
    const { authconfig } = await readRegistryAuth(image, env)
    if (authconfig === undefined || !('username' in authconfig)) continue
    const { serveraddress, username, password } = authconfig
    if (serveraddress && username && password) config[serveraddress] = { username, password }
  }
  return config
}

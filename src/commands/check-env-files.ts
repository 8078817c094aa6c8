import { type ConfigError, inputsFile, sortErrors } from '../core/config/config-error.js'
import type { Config } from '../core/domain/config.js'
import { UsageError } from '../core/domain/errors.js'
import { roles } from '../core/domain/variant.js'
import type { Env } from '../docker/connect.js'
import { readEnvFile } from '../docker/env-file.js'
import { InvalidConfig } from './load-config.js'

/** Told where it is named, for every variant at once, before anything of any service is built. */
export async function requireEnvFiles({ services }: Config, cwd: string, env: Env): Promise<void> {
  const errors: ConfigError[] = []
  for (const service of services) {
    for (const role of roles) {
      const { run, place } = service[role]
      if (run.envFile === undefined) continue
      const why = await readEnvFile(run.envFile, cwd, env).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof UsageError) return error.message
          throw error
        },
      )
      if (why === undefined) continue
      const { file = inputsFile, line = 1, column = 1 } = place ?? {}
      errors.push({ file, line, column, path: `services.${service.name}.${role}.run.env-file`, message: why })
    }
  }
  if (errors.length > 0) throw new InvalidConfig(sortErrors(errors))
}

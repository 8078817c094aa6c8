import { relative, resolve, sep } from 'node:path'
import { type ConfigError, inputsFile, shown } from '../core/config/config-error.js'
import type { Config, Service } from '../core/domain/config.js'
import { type Role, roles } from '../core/domain/variant.js'

/** A file that a rebuild is to change must reach the builder: told at its line, before anything is built. */
export async function checkNamedFiles({ services }: Config, cwd: string): Promise<readonly ConfigError[]> {
  const errors: ConfigError[] = []
  for (const service of services) {
    for (const role of roles) {
      const message = await whyUnchangeable(service, role, cwd)
      if (message === undefined) continue
      const { file = inputsFile, line = 1, column = 1 } = service[role].builds?.rebuild?.place ?? {}
      errors.push({ file, line, column, path: `services.${service.name}.builds.rebuild`, message })
    }
  }
  return errors
}

async function whyUnchangeable(service: Service, role: Role, cwd: string): Promise<string | undefined> {
  const { source, builds } = service[role]
  const file = builds?.rebuild?.file
  if (file === undefined || source.from !== 'dockerfile') return undefined
  const path = relative(resolve(cwd, source.context), resolve(cwd, file)).replaceAll(sep, '/')
  const { findSent } = await import('../docker/build/find-sent.js')
  const found = await findSent(path, resolve(cwd, source.context), resolve(cwd, source.dockerfile))
  const named = `names ${shown(file)}`
  const its = `the ${role}'s context ${shown(source.context)}`
  return {
    sent: undefined,
    // The build itself says what is wrong with its context.
    'no-context': undefined,
    outside: `${named}, which is not in ${its}`,
    missing: `${named}, which is not there: paths begin in the folder that the run works in`,
    'no-file': `${named}, which is no file of its own that could be changed`,
    binary: `${named}, which is no text`,
    ignored: `${named}, which the ignore file keeps out of ${its}`,
  }[found]
}

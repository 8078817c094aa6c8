import { EnvironmentError } from '../core/domain/errors.js'
import { openRepository, outputOf, type Whereabouts } from './repository.js'

/** The commit that a folder stands at; nothing where no Git tells. */
export async function headCommit(where: Whereabouts): Promise<string | undefined> {
  try {
    const repository = await openRepository(where)
    return outputOf(await repository.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']))?.trim()
  } catch (error) {
    if (error instanceof EnvironmentError || where.signal.aborted) return undefined
    throw error
  }
}

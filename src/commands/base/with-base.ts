import type { Config, Service } from '../../core/domain/config.js'

export interface BaseRequest {
  readonly config: Config
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  /** A branch, a tag or a commit. Absent where nobody named one. */
  readonly base?: string
  readonly signal: AbortSignal
  readonly onNote: (text: string) => void
}

/**
 * The config with what this change is held against, for the services that have a budget on it: the candidate as the base
 * branch's own config describes it. Where there is none the service says why, and the run goes on without.
 */
export async function withBase(request: BaseRequest): Promise<Config> {
  const { config, onNote } = request
  if (!config.services.some(asksForBase)) return config
  const { findBase } = await import('./find-base.js')
  const baseOf = await findBase(request)
  const services = config.services.map(
    (service): Service => (asksForBase(service) ? { ...service, base: baseOf(service) } : service),
  )
  const told = new Set(services.flatMap(({ base }) => (base?.from === 'nowhere' ? [base.because] : [])))
  for (const because of told) onNote(`nothing is held against the base branch: ${because}`)
  return { ...config, services }
}

const asksForBase = ({ budgets }: Service): boolean =>
  budgets.some(({ regression }) => regression !== undefined)

/** Which run wrote a comment, so that an older one can tell a newer. */
export interface RunOrder {
  /** GitHub's, which grows; a run that is run again keeps it. */
  readonly runId: number
  readonly attempt: number
  /** The pull request's commit that the run was about, where the event told it. */
  readonly commit?: string
}

export function readRunOrder(env: NodeJS.ProcessEnv, headSha = ''): RunOrder | undefined {
  const commit = /^[0-9a-f]{40,64}$/.test(headSha) ? headSha : ''
  return parseRunOrder(`${env.GITHUB_RUN_ID}.${env.GITHUB_RUN_ATTEMPT || 1}.${commit}`)
}

export const writeRunOrder = ({ runId, attempt, commit = '' }: RunOrder): string =>
  `${runId}.${attempt}.${commit}`

export function parseRunOrder(text: string): RunOrder | undefined {
  const [, runId, attempt, commit] = /^(\d{1,15})\.(\d{1,9})\.([0-9a-f]{40,64})?$/.exec(text) ?? []
  if (runId === undefined || attempt === undefined) return undefined
  return { runId: Number(runId), attempt: Number(attempt), ...(commit !== undefined && { commit }) }
}

/**
 * Whether what the other run wrote must stay. A newer run of the same commit says nothing that an older one could
 * not, so then the later word stands, as it does where a run is run again.
 */
export function mustYield(ours: RunOrder, theirs: RunOrder): boolean {
  if (theirs.runId === ours.runId) return theirs.attempt > ours.attempt
  if (theirs.runId < ours.runId) return false
  return ours.commit === undefined || theirs.commit !== ours.commit
}

export const isSameRun = (one: RunOrder, other: RunOrder): boolean =>
  one.runId === other.runId && one.attempt === other.attempt

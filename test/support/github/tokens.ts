import type { Author } from './comments.js'

interface TokenHolder {
  readonly author: Author
  /** An installation's token (a workflow's own, an app's) may not ask who it is. */
  readonly isInstallation: boolean
  readonly mayWrite: boolean
}

/** The tokens that the stand-in knows. None is a secret. */
export const tokens = {
  workflow: 'token-of-the-workflow',
  readOnly: 'token-of-a-fork',
  personal: 'token-of-ada',
} as const

export const workflowBot: Author = { login: 'github-actions[bot]', type: 'Bot' }
export const ada: Author = { login: 'ada', type: 'User' }

const holders: Readonly<Record<string, TokenHolder>> = {
  [tokens.workflow]: { author: workflowBot, isInstallation: true, mayWrite: true },
  [tokens.readOnly]: { author: workflowBot, isInstallation: true, mayWrite: false },
  [tokens.personal]: { author: ada, isInstallation: false, mayWrite: true },
}

export const holderOf = (authorization: string | undefined): TokenHolder | undefined =>
  holders[authorization?.replace(/^(token|Bearer) /, '') ?? '']

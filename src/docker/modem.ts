import type Docker from 'dockerode'

/** One call as dockerode hands it down; its typings leave this layer out. */
export interface Call {
  readonly path: string
  readonly method: string
  readonly statusCodes: Readonly<Record<number, true | string>>
  readonly isStream?: boolean
  readonly hijack?: boolean
  readonly openStdin?: boolean
  readonly abortSignal?: AbortSignal | undefined
}

export interface Modem {
  dial(call: Call, callback: (error: unknown, answer?: unknown) => void): void
}

export const modemOf = (docker: Docker): Modem => docker.modem as Modem

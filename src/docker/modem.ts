import { addAbortSignal, type Readable } from 'node:stream'
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
  /** What is asked for, behind a path that ends in `?`. */
  readonly options?: Readonly<Record<string, string>>
}

export interface Modem {
  /** Where the engine listens, if that is no address of a network. */
  readonly socketPath?: string
  dial(call: Call, callback: (error: unknown, answer?: unknown) => void): void
}

export const modemOf = (docker: Docker): Modem => docker.modem as Modem

/** The answer as it comes, where dockerode's own call takes no signal or does not see the connection break. */
export function openAnswer(
  docker: Docker,
  call: Omit<Call, 'isStream'> & { readonly abortSignal: AbortSignal },
): Promise<Readable> {
  return new Promise((resolve, reject) => {
    modemOf(docker).dial({ ...call, isStream: true }, (error, stream) => {
      if (error) reject(error)
      else resolve(addAbortSignal(call.abortSignal, stream as Readable))
    })
  })
}

/** The bytes are not a tar, or stop before the tar does. */
export class TarError extends Error {
  readonly truncated: boolean

  constructor(message: string, options: { readonly truncated: boolean } = { truncated: false }) {
    super(message)
    this.name = 'TarError'
    this.truncated = options.truncated
  }
}

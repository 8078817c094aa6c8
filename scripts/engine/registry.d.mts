export interface Registry {
  /** `127.0.0.1:PORT`, to be put before an image's name. */
  readonly address: string
  /** What it holds lies under `data` in here. */
  readonly folder: string
  stop(): Promise<void>
}
export declare const whyNoRegistry: () => string | undefined
export declare const startRegistry: (options?: {
  /** Lines of `name:bcrypt`: nobody else is let in. */
  readonly users?: string
}) => Promise<Registry>

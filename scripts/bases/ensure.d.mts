export type BaseImage =
  | 'local/debian:bookworm'
  | 'local/debian-build:bookworm'
  | 'local/debian-python:bookworm'
  | 'local/musl:1'

/** Makes the base images where the cache has none, and gives them to the engine where it has none. */
export declare const ensureBases: (options: {
  host: string
  /** Without it: all but those that are made only on request. */
  only?: readonly BaseImage[]
  log?: (line: string) => void
}) => Promise<void>

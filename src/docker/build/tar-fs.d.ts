// The package brings no types of its own; these are the parts in use here.
declare module 'tar-fs' {
  import type { Readable } from 'node:stream'

  interface Header {
    name: string
    mode?: number
    uid?: number
    gid?: number
    mtime?: Date
  }

  interface Pack extends Readable {
    entry(header: Header, content: string): void
    finalize(): void
  }

  interface PackOptions {
    entries?: string[]
    ignore?: (path: string) => boolean
    map?: (header: Header) => Header
    umask?: number
    strict?: boolean
    finalize?: boolean
    finish?: (pack: Pack) => void
  }

  export function pack(folder: string, options?: PackOptions): Pack
}

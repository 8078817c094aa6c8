import type { Captured } from './captured.js'
import type { Probe, Sink } from './probe.js'

/** Files that some inspection reads as a whole. Each line: which paths, as what, and how large they may be. */
interface Kept {
  readonly path: RegExp
  readonly as: 'text' | 'bytes'
  readonly mostBytes: number
}

const MiB = 1024 * 1024

const kept: readonly Kept[] = [
  // Who is who, and what this system is.
  { path: /^etc\/(?:passwd|group|shells)$/, as: 'text', mostBytes: MiB },
  { path: /^(?:etc|usr\/lib)\/os-release$/, as: 'text', mostBytes: MiB },
  // Where the loaders look for libraries.
  {
    path: /^etc\/(?:ld\.so\.(?:preload|conf(?:\.d\/[^/]+)?)|ld-musl-[^/]+\.path)$/,
    as: 'text',
    mostBytes: MiB,
  },
  { path: /^etc\/ld\.so\.cache$/, as: 'bytes', mostBytes: 4 * MiB },
  // Packages of the operating system, and which files are theirs.
  { path: /^(?:usr\/)?lib\/apk\/db\/installed$/, as: 'text', mostBytes: 64 * MiB },
  { path: /^var\/lib\/dpkg\/(?:status|status\.d\/[^/]+)$/, as: 'text', mostBytes: 64 * MiB },
  { path: /^var\/lib\/dpkg\/info\/[^/]+\.list$/, as: 'text', mostBytes: 8 * MiB },
  {
    path: /^(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm\/rpmdb\.sqlite(?:-wal)?$/,
    as: 'bytes',
    mostBytes: 256 * MiB,
  },
  // Packages of languages.
  { path: /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/, as: 'text', mostBytes: MiB },
  {
    path: /\.dist-info\/METADATA$|\.egg-info(?:\/PKG-INFO)?$|\.egg\/EGG-INFO\/PKG-INFO$/,
    as: 'text',
    mostBytes: MiB,
  },
  { path: /\.dist-info\/RECORD$/, as: 'text', mostBytes: 8 * MiB },
  { path: /(?:^|\/)pyvenv\.cfg$/, as: 'text', mostBytes: MiB },
]

export const keptFilesProbe: Probe = {
  open({ path, entry }) {
    const how = kept.find((one) => one.path.test(path))
    return how && keep(how, entry.storedBytes)
  },
}

function keep({ as, mostBytes }: Kept, fileBytes: number): Sink {
  if (fileBytes > mostBytes) return { write: () => false, end: (): Captured => ({ tooLarge: true }) }
  const parts: Buffer[] = []
  return {
    write(chunk) {
      parts.push(Buffer.from(chunk))
      return true
    },
    end: () => {
      const bytes = Buffer.concat(parts)
      return as === 'text' ? { text: bytes.toString('utf8') } : { bytes }
    },
  }
}

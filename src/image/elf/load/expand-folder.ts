import { posix } from 'node:path'
import type { ElfFacts } from '../elf-facts.js'

/** A search path of a file with its `$ORIGIN`, `$LIB` and `$PLATFORM` put in. More than one where a distribution decides. */
export function expandFolder(folder: string, path: string, facts: ElfFacts): readonly string[] {
  const origin = posix.dirname(path)
  const placed = folder.replace(/\$(?:ORIGIN\b|\{ORIGIN\})/g, () => origin)
  if (!placed.includes('$')) return placed.startsWith('/') ? [placed] : []
  const platform = platforms[facts.machine] ?? facts.machine
  const withPlatform = placed.replace(/\$(?:PLATFORM\b|\{PLATFORM\})/g, () => platform)
  const libs = [facts.bits === 64 ? 'lib64' : 'lib', 'lib', `lib/${platform}-linux-gnu`]
  return [...new Set(libs.map((lib) => withPlatform.replace(/\$(?:LIB\b|\{LIB\})/g, () => lib)))].filter(
    (one) => one.startsWith('/') && !one.includes('$'),
  )
}

const platforms: Readonly<Record<string, string>> = {
  amd64: 'x86_64',
  386: 'i686',
  arm64: 'aarch64',
  arm: 'v7l',
  ppc64: 'power9',
}

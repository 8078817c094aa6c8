import type { ElfFacts } from '../elf-facts.js'

/** Which C library a file was linked with; undefined where it does not show. */
export function madeFor({ interpreter, needed, requires }: ElfFacts): 'glibc' | 'musl' | undefined {
  if (interpreter !== undefined && /\/ld-musl-[^/]+$/.test(interpreter)) return 'musl'
  // Its plain name is musl's, and Android's, which has libraries of its own beside it.
  const isAndroid = needed.some((name) => name === 'libdl.so' || name === 'liblog.so' || name === 'libm.so')
  if (needed.some((name) => name.startsWith('libc.musl-') || (name === 'libc.so' && !isAndroid)))
    return 'musl'
  const isGlibc =
    needed.includes('libc.so.6') ||
    requires.some(({ versions }) => versions.some((version) => version.startsWith('GLIBC_')))
  if (isGlibc || (interpreter !== undefined && /\/ld(?:-linux[^/]*|64)\.so\.\d$/.test(interpreter)))
    return 'glibc'
  return undefined
}

/** A build that its own name says is for another system: whoever loads modules here passes it over. */
export const isForOtherSystem = (path: string): boolean =>
  /(?:^|[/._-])(?:android|freebsd|openbsd|netbsd|sunos|aix|darwin|ios|win32|windows)(?:-[^/]*)?\/|[._-](?:android|freebsd|openbsd|darwin|win32)[._-][^/]*\.node$/.test(
    path,
  )

const builds = [
  'abi\\d+|napi(?:-?v?\\d+)?',
  'linuxmusl|linux|android|glibc|gnu(?:eabihf|eabi)?|musl(?:eabihf|eabi)?',
  'x86_64|x86-64|x64|amd64|arm64|aarch64|armv\\d\\w*|arm|ia32|i686|x86|386|ppc64(?:le)?|s390x|riscv64|loong64',
].join('|')
const buildName = new RegExp(`[-._]?(?<![a-z0-9])(?:${builds})(?=[-._/]|$)`, 'g')

/**
 * The same for all builds of one module that lie beside each other, of which a program loads the one that fits:
 * `@img/sharp-linux-x64` and `@img/sharp-linuxmusl-x64`, `prebuilds/linux-arm64/` and `prebuilds/linux-x64/`.
 */
export const withoutBuild = (path: string): string => path.replace(buildName, '')

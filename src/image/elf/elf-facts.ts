/** What a loader must know of an ELF file. */
export interface ElfFacts {
  readonly machine: string
  readonly bits: 32 | 64
  readonly endian: 'little' | 'big'
  /** `object`: not linked (`.o`, `.ko`), nobody loads it by itself. */
  readonly type: 'executable' | 'shared' | 'object' | 'other'
  /** The loader that the kernel starts it with; absent in libraries and static programs. */
  readonly interpreter?: string
  readonly isDynamic: boolean
  readonly soname?: string
  readonly needed: readonly string[]
  readonly rpath: readonly string[]
  readonly runpath: readonly string[]
  /** Symbol versions it asks of a library: `libc.so.6` → `GLIBC_2.38`. */
  readonly requires: readonly VersionNeed[]
  /** Symbol versions that it has for others. */
  readonly defines: readonly string[]
  /** Its tables could not be read, and why; what stands above is then not complete. */
  readonly unread?: string
}

export interface VersionNeed {
  readonly library: string
  readonly versions: readonly string[]
  /** Those among them that it does without. */
  readonly weak?: readonly string[]
}

import type { SecretHit } from '../../core/domain/image/secret.js'
import type { ElfFacts } from '../elf/elf-facts.js'
import type { GoBuild } from '../elf/go-build.js'

/** What probes took from a file's bytes while they went by. Absent where no probe wanted the file. */
export interface Captured {
  /** Content of a small text file that some inspection reads: package databases, /etc/passwd, package.json. */
  readonly text?: string
  /** Content of a binary file that some inspection reads. */
  readonly bytes?: Buffer
  readonly elf?: ElfFacts
  readonly goBuild?: GoBuild
  /** The first line of a script after `#!`, `/usr/bin/env node`. Foreign text. */
  readonly interpreter?: string
  /** That line ends with a carriage return, which the kernel takes for a part of the name. */
  readonly endsInCarriageReturn?: true
  /** Of a shell script: it may go on as a user that it names. */
  readonly dropsRoot?: true
  /** Of a shell script: the programs that it calls whatever happens. */
  readonly calls?: readonly ScriptCall[]
  /** Where secrets stand in it; what they are is never kept. */
  readonly secrets?: readonly SecretHit[]
  /** What `setcap` wrote on it, in hexadecimal digits. */
  readonly capabilities?: string
  /** A wanted file was larger than what is kept: text or bytes are absent. */
  readonly tooLarge?: true
}

export interface ScriptCall {
  /** Its name, or where it lies. Foreign text. */
  readonly program: string
  readonly line: number
  /** Where it is not there the script ends. */
  readonly isFatal: boolean
}

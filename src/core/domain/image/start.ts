/** What is wrong with how a container of an image starts, and with what its programs expect to find. */
export const startKinds = [
  'program-absent',
  'program-is-folder',
  'program-not-executable',
  'program-without-format',
  'shell-absent',
  'command-absent',
  'script-command-absent',
  'script-closed',
  'health-command-absent',
  'health-command-not-executable',
  'preload-absent',
  'preload-unfit',
  'user-absent',
  'group-absent',
  'certificates-absent',
  'time-zone-absent',
  'user-entry-absent',
  'temporary-folder-absent',
  'temporary-folder-closed',
] as const

export type StartKind = (typeof startKinds)[number]

/** All texts but the kind are foreign. */
export interface StartMatter {
  readonly kind: StartKind
  /** What is not there or not as it must be: a program, a user, a time zone, a folder. */
  readonly wanted: string
  /** Who asks for it: the whole command, the program that needs it, or the script with its line. */
  readonly by?: string
  /** Where it was looked for; of a script that may not be read, the folder that keeps it from that. */
  readonly searched?: string
  /** Where a symlink leads that leads nowhere. */
  readonly link?: string
}

import type { FoundProgram } from './program.js'

/** Some builds of busybox start their own commands without a file of that name. */
export const isInside = (program: string, shell: Extract<FoundProgram, { outcome: 'found' }>): boolean =>
  !program.includes('/') && /busybox|toybox/.test(shell.file.path) && applets.has(program)

const applets = new Set(
  [
    'awk base64 basename cat chmod chown cp cut date dd df dirname du env expr find grep gunzip gzip head hostname id',
    'install ip ln ls md5sum mkdir mknod mktemp mount mv nc netstat nohup nproc nslookup od pgrep pidof ping ps readlink',
    'realpath rm rmdir sed seq sh ash sha256sum sleep sort stat stty su sync tail tar tee telnet timeout top touch tr tty',
    'uname uniq unzip uptime vi watch wc wget which whoami xargs yes',
  ]
    .join(' ')
    .split(' '),
)

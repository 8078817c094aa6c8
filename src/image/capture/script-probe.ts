import { scriptCalls } from '../start/script-calls.js'
import type { Captured } from './captured.js'
import type { Probe, Sink } from './probe.js'

/** As much of a first line as the kernel reads. */
const MOST = 255
/** A longer one is more than the start of a program. */
const MOST_OF_SCRIPT = 64 * 1024

/** A line that takes the user from its arguments, wherever in the script it stands. */
const dropsRoot =
  /^[^#\n]*(?:^|[\s;&|/])(?:gosu|su-exec|setpriv|runuser|chpst|setuidgid|s6-setuidgid)[ \t]+\S/m

const shell = /^(?:\/\S*\/env\s+)?(?:\S*\/)?(?:sh|ash|bash|dash)(?:\s|$)/
/** Scripts that no container starts with, or the system's own. */
const foreignFolder =
  /^(?:usr\/(?:share|src|include|libexec)\/|(?:usr\/)?(?:s?bin|lib\w*)\/|var\/lib\/(?:dpkg|apk)\/|etc\/init\.d\/)|(?:^|\/)(?:node_modules|\.git|site-packages)\//

/** Scripts: what the first line says they run in, and of a shell's what they surely call. */
export const scriptProbe: Probe = {
  open({ path, entry, head }) {
    const hasMark = head[0] === 0x23 && head[1] === 0x21
    if (!hasMark && !path.endsWith('.sh')) return undefined
    const line = hasMark ? (head.subarray(2, MOST).toString('utf8').split('\n', 1)[0] ?? '') : ''
    const interpreter = line.trim()
    const captured = {
      ...(interpreter !== '' && { interpreter }),
      ...(line.endsWith('\r') && { endsInCarriageReturn: true as const }),
    }
    const isShell = hasMark ? shell.test(interpreter) : !head.includes(0)
    if (isShell && entry.storedBytes <= MOST_OF_SCRIPT && !foreignFolder.test(path))
      return readScript(captured)
    return interpreter === '' ? undefined : { write: () => false, end: () => captured }
  },
}

function readScript(captured: Captured): Sink {
  const parts: Buffer[] = []
  return {
    write(chunk) {
      parts.push(Buffer.from(chunk))
      return true
    },
    end() {
      const script = Buffer.concat(parts).toString('utf8').replaceAll('\r\n', '\n')
      const calls = scriptCalls(script)
      const all = {
        ...captured,
        ...(calls.length > 0 && { calls }),
        ...(dropsRoot.test(script) && { dropsRoot: true as const }),
      }
      return Object.keys(all).length === 0 ? undefined : all
    },
  }
}

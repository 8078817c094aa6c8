import type { Probe } from './probe.js'

/** As much of a first line as the kernel reads. */
const MOST = 255

/** Scripts: what the first line says they run in. */
export const scriptProbe: Probe = {
  open({ head }) {
    if (head[0] !== 0x23 || head[1] !== 0x21) return undefined
    const line = head.subarray(2, MOST).toString('utf8').split('\n', 1)[0] ?? ''
    const interpreter = line.trim()
    const captured = { interpreter, ...(line.endsWith('\r') && { endsInCarriageReturn: true as const }) }
    return { write: () => false, end: () => (interpreter === '' ? undefined : captured) }
  },
}

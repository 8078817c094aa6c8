import type { Verdict } from '../../domain/finding.js'

/** The few tones of a report; without color all of them are plain. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly open: (text: string) => string
  readonly strong: (text: string) => string
  readonly quiet: (text: string) => string
}

export const toneOf: Record<Verdict, 'good' | 'bad' | 'open'> = {
  pass: 'good',
  fail: 'bad',
  inconclusive: 'open',
}

const sequence = '\u001b['

export function painter(color: boolean): Paint {
  const tone = (on: number, off: number) => (text: string) =>
    color ? `${sequence}${on}m${text}${sequence}${off}m` : text
  return {
    good: tone(32, 39),
    bad: tone(31, 39),
    open: tone(33, 39),
    strong: tone(1, 22),
    quiet: tone(2, 22),
  }
}

/** What every secret that is known by its form begins with or holds, its first four bytes. */
const needles = [
  'PRIV',
  'ghp_',
  'gho_',
  'ghu_',
  'ghs_',
  'ghr_',
  'gith',
  'glpa',
  'gldt',
  'glrt',
  'glpt',
  'xoxa',
  'xoxb',
  'xoxe',
  'xoxp',
  'xoxr',
  'xoxs',
  'hook',
  'npm_',
  'pypi',
  'dckr',
  'sk_l',
  'rk_l',
  'dop_',
  'sk-p',
  'sk-s',
  'sk-a',
  'AIza',
  'Acco',
  'Shar',
  'AKIA',
  'ASIA',
  '.eyJ',
]

const LENGTH = 4
/** How far to go on from two bytes that stand in no needle: none can hold them. */
const FURTHEST = LENGTH - 1

const shifts = new Uint8Array(65_536).fill(FURTHEST)
const wanted = new Set<number>()
for (const needle of needles) {
  const bytes = Buffer.from(needle, 'latin1')
  wanted.add(bytes.readInt32BE(0))
  for (let end = 1; end < LENGTH; end++) {
    const pair = bytes.readUInt16BE(end - 1)
    shifts[pair] = Math.min(shifts[pair] ?? FURTHEST, FURTHEST - end)
  }
}

/**
 * Whether a text is worth the patterns: it holds the beginning of one of them. Most do not, and a search that skips what
 * cannot be (by the last two bytes of where it looks) passes over them twice as fast as one pattern of all does: 680 MB/s
 * beside 300 on C headers.
 */
export function mayHoldToken(bytes: Buffer): boolean {
  let at = FURTHEST
  while (at < bytes.length) {
    const last = ((bytes[at - 1] ?? 0) << 8) | (bytes[at] ?? 0)
    const shift = shifts[last] ?? FURTHEST
    if (shift > 0) at += shift
    else {
      if (wanted.has(bytes.readInt32BE(at - FURTHEST)) && isFollowed(bytes, at + 1)) return true
      at++
    }
  }
  return false
}

/** `npm_`, `hooks` and `Shared` stand in many a text; what tells them from a secret comes next. */
function isFollowed(bytes: Buffer, at: number): boolean {
  const rest = rests[bytes.toString('latin1', at - LENGTH, at)]
  return rest === undefined || rest.test(bytes.toString('latin1', at, at + 36))
}

const rests: Readonly<Record<string, RegExp>> = {
  PRIV: /^ATE KEY/,
  'sk-p': /^roj-[\w-]{20}/,
  'sk-s': /^vcacct-[\w-]{20}/,
  'sk-a': /^(?:dmin|nt-(?:api|admin)\d\d)-[\w-]{20}/,
  AIza: /^[\w-]{35}/,
  gith: /^ub_pat_/,
  hook: /^s\.slack/,
  npm_: /^[A-Za-z0-9]{36}/,
  pypi: /^-AgE/,
  Acco: /^untKey=/,
  Shar: /^edAccessKey=/,
  AKIA: /^[A-Z2-7]{16}/,
  ASIA: /^[A-Z2-7]{16}/,
}

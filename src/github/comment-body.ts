import { createHash } from 'node:crypto'
import { parseRunOrder, type RunOrder, writeRunOrder } from './run-order.js'

/** GitHub refuses longer comments. It counts characters; UTF-16 units are never fewer. */
export const commentLimit = 65_536

const keyMarker = (key: string): string => `<!-- container-migrate:${encodeForMarker(key)} -->`
const judgementMarker = (digest: string): string => `<!-- container-migrate-judgement:${digest} -->`

const runMarker = (run: RunOrder): string => `<!-- container-migrate-run:${writeRunOrder(run)} -->`

/** Hidden lines before the report: whose comment this is, what it judged, and which run wrote it. */
export const makeCommentBody = (key: string, digest: string, markdown: string, run?: RunOrder): string =>
  [keyMarker(key), judgementMarker(digest), ...(run ? [runMarker(run)] : []), '', markdown].join('\n')

/** Only the first line counts, so a quoted or pasted report is nobody's comment. */
export const hasKey = (body: string, key: string): boolean => lines(body)[0]?.trimEnd() === keyMarker(key)

export const readDigest = (body: string): string | undefined =>
  /^<!-- container-migrate-judgement:(\S+) -->$/.exec(lines(body)[1]?.trimEnd() ?? '')?.[1]

export function readRun(body: string): RunOrder | undefined {
  const [, text = ''] = /^<!-- container-migrate-run:(\S+) -->$/.exec(lines(body)[2]?.trimEnd() ?? '') ?? []
  return parseRunOrder(text)
}

/** The same report, by another run. */
export function withRun(body: string, run: RunOrder): string {
  const [key = '', judgement = '', ...rest] = lines(body)
  return [key, judgement, runMarker(run), ...(readRun(body) ? rest.slice(1) : rest)].join('\n')
}

/** GitHub stores line ends as a browser sends them, and drops white space at the end. */
export const isSameBody = (one: string, other: string): boolean =>
  lines(one).join('\n').trimEnd() === lines(other).join('\n').trimEnd()

const lines = (body: string): readonly string[] => body.split(/\r?\n/)

/**
 * A key is the user's own words; encoded it can neither end the marker nor begin a line. Half a character cannot be
 * encoded, and a long key would take the room that reports leave for the markers.
 */
function encodeForMarker(key: string): string {
  const encoded = encodeURIComponent(key.replace(/\p{Cs}/gu, '\ufffd'))
  return encoded.length <= 200 ? encoded : createHash('sha256').update(encoded).digest('hex')
}

import type { Failure, FailureReason } from '../domain/failure.js'
import type { Finding } from '../domain/finding.js'
import { nameOfShard } from '../stats/observe/name-of-shard.js'
import { fixOf, said, whatItDid } from './failures.js'
import type { Told } from './prose.js'
import { code, type Piece, sentences, type Text, text } from './text.js'

type ShardLost = Extract<Finding, { tag: 'shard-lost' }>

/** Of one service; what one shard lost of several is told together (`lostTogether`). */
export const shardLost = (lost: ShardLost): Told => ({
  title: text`${code(lost.service)}: ${listed(lost.missing)} missing: ${whatBecame(lost)}`,
  ...aboutShard(lost),
})

const mostNamed = 20

/** One matter, however many services had a part in that shard. */
export function lostTogether(all: readonly ShardLost[], first: ShardLost): Told {
  if (all.length === 1) return shardLost(first)
  const named = all
    .slice(0, mostNamed)
    .map(({ service, missing }) => text`${code(service)} (${nouns(missing)})`)
  const rest = all.length - named.length
  const more = rest > 0 ? text` and ${rest} more` : []
  const { explanation, fix } = aboutShard(first)
  return {
    title: text`${all.length} services: a part of each is missing: ${whatBecame(first)}`,
    explanation: sentences(explanation, text`Missing: ${joined(named)}${more}.`),
    ...(fix && { fix }),
  }
}

function aboutShard({ stage, failure }: ShardLost): Omit<Told, 'title'> {
  return {
    explanation: sentences(
      explained(failure),
      stage === 'build'
        ? text`That is not held against the service.`
        : text`What other shards found counts; what is missing is neither passed nor failed.`,
    ),
    fix: fixes[failure.reason] ?? again,
  }
}

const again = text`Re-run failed jobs: only the missing shards are run again.`

const fixes: { readonly [Reason in FailureReason]?: Text } = {
  cancelled: text`${again} Where nobody cancelled it, it took longer than ${code('timeout-minutes')}.`,
  'time-limit': fixOf({ reason: 'time-limit' }),
  'other-images': fixOf({ reason: 'other-images' }),
}

/** Why, in one sentence. */
export const explained = (failure: Failure): Text =>
  isOurs(failure) ? [ownWords(failure.message)] : said(failure)

const isOurs = ({ reason }: Failure): boolean =>
  reason === 'shard-lost' || reason === 'time-limit' || reason === 'other-images'

/** That a shard is lost nobody else says: the message is a clause of ours, with foreign names in it at most. */
const ownWords = (clause: string): string =>
  `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.!?]$/.test(clause) ? '' : '.'}`

const whatBecame = (lost: ShardLost): Text =>
  lost.failure.reason === 'shard-lost'
    ? text`${nameOfShard(lost)} was lost`
    : text`${nameOfShard(lost)} ${whatItDid(lost.failure)}`

type Missing = ShardLost['missing']

const listed = (missing: Missing): Text =>
  text`${nouns(missing)} ${missing.length === 1 && missing[0]?.what === 'suite' ? 'is' : 'are'}`

const nouns = (missing: Missing): Text => joined(missing.map(noun))

function noun({ what, suite }: Missing[number]): Text {
  if (what === 'images') return text`its images`
  return what === 'timed' ? text`its timings` : text`suite ${code(suite ?? '')}`
}

const joined = (parts: readonly Text[]): Text =>
  parts.flatMap((part, index): readonly Piece[] =>
    index === 0 ? part : [index === parts.length - 1 ? ' and ' : ', ', ...part],
  )

import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, Patience } from './client.js'
import { readRun } from './comment-body.js'
import { tellOverwritten } from './guard.js'
import { findOwnComment, type OwnComment, type PullRequestRef } from './own-comment.js'
import { isSameRun, mustYield, type RunOrder } from './run-order.js'
import { removeComment, updateComment } from './write-comment.js'

export interface Written {
  readonly target: PullRequestRef
  readonly key: string
  readonly run: RunOrder
  readonly body: string
  readonly outcome: 'created' | 'updated'
  readonly comment: OwnComment
}

export type Settled =
  | { readonly outcome: 'created' | 'updated'; readonly comment: OwnComment; readonly note?: string }
  | { readonly outcome: 'left'; readonly comment: OwnComment; readonly note: string }

const settleSeconds = 2
const mostRounds = 3

/**
 * A second look, some moments after the write: GitHub offers no way to write only where nobody else wrote meanwhile.
 * What an older run wrote over is written again, and of two comments created at once the first one stays; the newest
 * run's report is in it whatever the order was, unless an older run's write takes longer than this look waits.
 */
export async function settle(client: Client, written: Written, { secondMs }: Patience): Promise<Settled> {
  try {
    for (let round = 1; ; round += 1) {
      await sleep(settleSeconds * secondMs)
      const next = await lookAgain(client, written)
      if (next.step === 'done') return next.settled
      if (round === mostRounds) return written
      written = next.written
    }
  } catch {
    // The report stands there; that it could not be looked at again changes nothing about it.
    return written
  }
}

type Next =
  | { readonly step: 'done'; readonly settled: Settled }
  | { readonly step: 'look-again'; readonly written: Written }

async function lookAgain(client: Client, written: Written): Promise<Next> {
  const { target, run, body, comment } = written
  const found = await findOwnComment(client, target, written.key)
  if (found === undefined) return { step: 'done', settled: written }
  const theirs = readRun(found.body)
  const isSurplus = found.id !== comment.id && written.outcome === 'created'
  if (theirs !== undefined && mustYield(run, theirs)) {
    if (isSurplus) await removeComment(client, target, comment.id)
    return { step: 'done', settled: { outcome: 'left', comment: found, note: replaced } }
  }
  const isWrittenOver = theirs !== undefined && mustYield(theirs, run)
  if (isSurplus || isWrittenOver) {
    await updateComment(client, target, found.id, body)
    if (isSurplus) await removeComment(client, target, comment.id)
    return { step: 'look-again', written: { ...written, outcome: 'updated', comment: found } }
  }
  const isOurs = theirs !== undefined && isSameRun(theirs, run)
  return {
    step: 'done',
    settled: { ...written, ...(isOurs ? await tellOverwritten(client, target, run) : {}) },
  }
}

const replaced =
  'A newer run has written the comment in the same moments, so it shows that one. This report is in the job summary.'

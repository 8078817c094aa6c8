import { isEnvironmental } from '../domain/failure.js'
import type { Finding } from '../domain/finding.js'
import {
  budgetUnjudged,
  budgetUnsettled,
  limitExceeded,
  migrationExceeded,
  regressionExceeded,
} from './budget-prose.js'
import { causeProse } from './causes.js'
import { fixOf, printed, said, whatItDid } from './failures.js'
import { imageBinary } from './image-binary.js'
import { imagePosture } from './image-posture.js'
import { imageSecret } from './image-secret.js'
import { imageStart } from './image-start.js'
import { likely } from './likely.js'
import { loadFailed, loadUnsteady } from './load-prose.js'
import { count, quantity, quantityOf } from './quantity.js'
import { explained, shardLost } from './shard-lost.js'
import { code, plain, sentences, type Text, text } from './text.js'

/** What a reader is told about one finding: what is the matter, what it means, what to try. */
export interface Told {
  readonly title: Text
  readonly explanation: Text
  readonly fix?: Text
}

type Of<Tag extends Finding['tag']> = Extract<Finding, { tag: Tag }>

export const tell = (finding: Finding): Told => (prose[finding.tag] as (one: Finding) => Told)(finding)

/** The same without marks, for annotations and logs. Still unescaped: foreign text is in it. */
export function describeFinding(finding: Finding): { title: string; text: string; fix?: string } {
  const { title, explanation, fix } = tell(finding)
  return { title: plain(title), text: plain(explanation), ...(fix && { fix: plain(fix) }) }
}

/** All prose about findings. A new tag without its text does not compile. */
const prose: { readonly [Tag in Finding['tag']]: (finding: Of<Tag>) => Told } = {
  'prepare-failed': ({ ref, failure, cause }) => ({
    title: text`${code(ref.service)}: the ${ref.role} ${whatItDid(failure)}`,
    explanation: sentences(
      said(failure),
      printed(failure),
      likely(cause),
      isEnvironmental(failure)
        ? text`That is the machine's doing, so it is not held against the ${ref.role}.`
        : ref.role === 'candidate'
          ? text`It can be neither started, measured nor checked.`
          : text`There is nothing to compare the candidate with, so it is judged by its own limits only.`,
    ),
    fix: cause ? causeProse[cause].fix : fixOf(failure),
  }),
  'image-unread': ({ ref, failure, sizesKnown }) => ({
    title: text`${code(ref.service)}: ${sizesKnown ? 'what is in ' : ''}the image of the ${ref.role} could not be ${sizesKnown ? 'made out' : 'read'}`,
    explanation: sentences(
      said(failure),
      sizesKnown
        ? text`Its sizes are known; what it holds and wastes is missing.`
        : text`Its sizes are missing; everything else was done.`,
    ),
    fix: fixOf(failure),
  }),
  'start-failed': ({ ref, failure, failedStarts, allStarts, cause, level, proof }) => ({
    title: text`${code(ref.service)}: the ${ref.role} ${whatItDid(failure)}${
      failedStarts < allStarts ? ` in ${failedStarts} of ${count(allStarts, 'start')}` : ''
    }`,
    explanation: sentences(
      said(failure),
      printed(failure),
      proof ? text`Its image shows why: ${tell(proof).title}. ${tell(proof).explanation}` : likely(cause),
      isEnvironmental(failure)
        ? text`That is the machine's doing, so it is not held against the ${ref.role}.`
        : ref.role === 'candidate' && level === 'inconclusive'
          ? text`The baseline comes up only sometimes too, so this is not held against the candidate.`
          : [],
    ),
    fix: (proof && tell(proof).fix) ?? (cause ? causeProse[cause].fix : fixOf(failure)),
  }),
  'sigterm-ignored': ({ ref, sent, timeoutMs, waitedMs, baselineToo, exitCode, firstProcess, cause }) => ({
    title: text`${code(ref.service)}: the ${ref.role} does not end on ${code(sent)}: only force ends it`,
    explanation: sentences(
      text`It was still there ${quantity(waitedMs, 'ms', 2)} later${exitCode === undefined ? '' : `; by force, it ended with exit code ${exitCode}`}. So every stop, restart and roll-out waits for its whole time limit (here ${quantity(timeoutMs, 'ms', 2)}), and open requests are cut off.`,
      firstProcess && firstProcess.command !== '' ? text`Process 1: ${code(firstProcess.command)}.` : [],
      likely(cause),
      baselineToo ? text`The baseline does not either, so it is nothing that the move changed.` : [],
    ),
    fix: cause
      ? causeProse[cause].fix
      : text`Most often process 1 is a shell that does not pass the signal on: use the list form of ${code('CMD')}, or ${code('exec')} in the script; else handle the signal in the program, or start it below an init.`,
  }),
  'check-broken': ({ service, suite, check, candidate, cause }) => ({
    title: text`${code(service)}: ${code(check)} passes on the baseline and fails on the candidate`,
    explanation: sentences(
      text`Suite ${code(suite)}.`,
      candidate?.failure ? ['Candidate: ', ...said(candidate.failure)] : [],
      candidate?.failure ? printed(candidate.failure) : [],
      likely(cause),
    ),
    fix: cause
      ? causeProse[cause].fix
      : text`Compare what both variants put out; both outputs are in the report.`,
  }),
  'check-already-broken': ({ service, suite, check, candidate }) => ({
    title: text`${code(service)}: ${code(check)} fails on both variants`,
    explanation: sentences(
      text`Suite ${code(suite)}.`,
      candidate?.failure ? said(candidate.failure) : [],
      text`It was broken before the move and fails nothing here.`,
    ),
  }),
  'check-fixed': ({ service, suite, check }) => ({
    title: text`${code(service)}: ${code(check)} fails on the baseline and passes on the candidate`,
    explanation: text`Suite ${code(suite)}.`,
  }),
  'check-unjudged': ({ service, suite, check, role, ...sides }) => {
    const failure = sides[role]?.failure
    return {
      title: text`${code(service)}: ${code(check)} could not be compared: it did not run on the ${role}`,
      explanation: sentences(text`Suite ${code(suite)}.`, failure ? said(failure) : []),
      fix: text`Run again, or see why suite ${code(suite)} did not come to it.`,
    }
  },
  'limit-exceeded': limitExceeded,
  'migration-exceeded': migrationExceeded,
  'regression-exceeded': regressionExceeded,
  'budget-unsettled': budgetUnsettled,
  'budget-unjudged': budgetUnjudged,
  'witnesses-disagree': ({ ref, because, contradictionMs, refusedStarts, allStarts }) => ({
    title: text`${code(ref.service)}: start-up of the ${ref.role} is not split into the engine's part and the application's${
      refusedStarts < allStarts ? ` in ${refusedStarts} of ${count(allStarts, 'start')}` : ''
    }`,
    explanation: sentences(
      because === 'out-of-order'
        ? text`The engine's account of a start contradicts what was seen from outside${contradictionMs === undefined ? '' : ` by ${quantityOf('startup-engine', contradictionMs)}`}.`
        : disagreement[because],
      text`Its moments are not used there, and start-up as a whole does not depend on them.`,
    ),
  }),
  'load-failed': loadFailed,
  'load-unsteady': loadUnsteady,
  'image-binary': imageBinary,
  'image-start': imageStart,
  'image-posture': imagePosture,
  'image-secret': imageSecret,
  'shard-lost': shardLost,
  interrupted: ({ failure }) => ({
    title: text`The run ${whatItDid(failure)} before it was done`,
    explanation: sentences(explained(failure), text`What it did not come to is missing here.`),
    fix: fixOf(failure),
  }),
}

const disagreement: Record<Exclude<Of<'witnesses-disagree'>['because'], 'out-of-order'>, Text> = {
  'engine-elsewhere': text`The engine runs on another machine, and when its clock says that the process started tells nothing here.`,
  'clock-set': text`The machine's clock was set while it started, so the engine's stamps cannot be placed.`,
}

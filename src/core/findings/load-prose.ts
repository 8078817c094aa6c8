import type { Finding } from '../domain/finding.js'
import { causeProse } from './causes.js'
import { fixOf, printed, said, whatItDid } from './failures.js'
import { likely } from './likely.js'
import type { Told } from './prose.js'
import { quantity, signedPercent } from './quantity.js'
import { code, sentences, text } from './text.js'

type Of<Tag extends Finding['tag']> = Extract<Finding, { tag: Tag }>

export const loadFailed = ({ ref, because, failure, failed, requests, cause }: Of<'load-failed'>): Told => ({
  title:
    because === 'ended'
      ? text`${code(ref.service)}: the ${ref.role} ${whatItDid(failure)} under load`
      : text`${code(ref.service)}: the ${ref.role} left ${failed} of ${requests} requests under load without a good answer`,
  explanation: sentences(said(failure), printed(failure), likely(cause)),
  fix: cause
    ? causeProse[cause].fix
    : because === 'ended'
      ? fixOf(failure)
      : text`Ask ${code('load.path')} by hand, and lower ${code('load.rate')} if it answers then.`,
})

export const loadUnsteady = ({
  ref,
  because,
  asked,
  achieved,
  failed,
  requests,
  message,
  lateShare,
}: Of<'load-unsteady'>): Told => ({
  title:
    because === 'service'
      ? text`${code(ref.service)}: the ${ref.role} did not keep up with its load: ${quantity(achieved, 'rate')} of ${quantity(asked, 'rate')}`
      : text`${code(ref.service)}: the load was not even: ${signedPercent(lateShare).replace('+', '')} of the requests to the ${ref.role} were sent late`,
  explanation:
    because === 'service'
      ? sentences(
          text`${failed} of ${requests} requests brought no good answer.`,
          message === undefined ? [] : ['Most of them: ', code(message), '.'],
        )
      : text`This machine had no time to send them. Late requests count from when they were due, so the latencies are too high rather than too low.`,
  fix:
    because === 'service'
      ? text`Lower ${code('load.rate')} to what it must bear, or give it more to run with.`
      : text`Run on a quieter machine or on more processors, or lower ${code('load.rate')}.`,
})

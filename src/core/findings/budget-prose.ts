import type { Interval } from '../domain/comparison.js'
import type { Finding } from '../domain/finding.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import { metricFixes } from './metric-fixes.js'
import type { Told } from './prose.js'
import { count, figuresApart, quantityOf, roundQuantityOf, signedPercent } from './quantity.js'
import { code, sentences, type Text, text } from './text.js'

type Of<Tag extends Finding['tag']> = Extract<Finding, { tag: Tag }>

export const limitExceeded = ({ service, metric, value, limit, level }: Of<'limit-exceeded'>): Told => {
  const { label, better } = metricInfo[metric]
  const figures = figuresApart(value, limit, (one, to) => quantityOf(metric, one, to))
  const [is, may] = [quantityOf(metric, value, figures), roundQuantityOf(metric, limit, figures)]
  const bound = level === 'warn' ? 'its warning level' : 'its limit'
  return {
    title: text`${code(service)}: ${label} ${is}, ${better === 'lower' ? 'over' : 'under'} ${bound} of ${may}`,
    explanation: text`The candidate is ${differenceOf(metric, Math.abs(value - limit))} ${better === 'lower' ? 'over' : 'under'}.`,
    fix: [metricFixes[metric]],
  }
}

export const migrationExceeded = (finding: Of<'migration-exceeded'>): Told => {
  const { is, may, before, after } = figuresOf(finding, finding.baseline)
  const { service, metric, allowed, interval } = finding
  return {
    title: text`${code(service)}: ${metricInfo[metric].label} changed by ${is}, ${allowance(metric, allowed, may)}`,
    explanation: sentences(text`Baseline ${before} → candidate ${after}.`, intervalSaid(interval)),
    fix: [metricFixes[metric]],
  }
}

export const regressionExceeded = (finding: Of<'regression-exceeded'>): Told => {
  const { is, may, before, after } = figuresOf(finding, finding.base)
  const { service, metric, allowed, interval } = finding
  return {
    title: text`${code(service)}: with this change ${metricInfo[metric].label} differs from the base branch by ${is}, ${allowance(metric, allowed, may)}`,
    explanation: sentences(
      text`Candidate of the base branch ${before} → of this change ${after}.`,
      intervalSaid(interval),
    ),
    fix: [metricFixes[metric]],
  }
}

export const budgetUnsettled = ({
  service,
  metric,
  axis,
  change,
  interval,
  allowed,
  pairs,
  pairsToSettle,
}: Of<'budget-unsettled'>): Told => ({
  title: text`${code(service)}: whether ${metricInfo[metric].label} keeps its budget${axis ? ' against the base branch' : ''} is not settled`,
  explanation: sentences(
    text`It changed by ${signedPercent(change)}, ${allowance(metric, allowed, signedPercent(allowed))}.`,
    interval
      ? text`The ${pairs} pairs put it anywhere between ${rangeOf(interval)}.`
      : pairs > 0
        ? text`${count(pairs, 'pair')} cannot tell that from noise.`
        : text`It was taken once for each variant, and one pair on a shared machine proves nothing so small.`,
  ),
  fix:
    pairs === 0
      ? text`Give it a ${code('limit')} instead, or allow more.`
      : pairsToSettle === undefined
        ? text`It lies so close to what is allowed that no number of pairs would settle it: run on a quieter machine, or allow a little more.`
        : metricInfo[metric].pairs === 'slices'
          ? text`About ${pairsToSettle} pairs of such slices would settle it: a longer ${code('load.duration')} gives longer slices and, up to 20, more of them. Or run on a quieter machine, or allow more.`
          : text`About ${pairsToSettle} pairs would settle it: see ${code('samples.max')} and ${code('samples.for')}, run on a quieter machine, or allow more.`,
})

export const budgetUnjudged = ({ service, metric, axis, because, detail }: Of<'budget-unjudged'>): Told => {
  const { explanation, fix } = unjudged[because]
  return {
    title: text`${code(service)}: the ${code(axis)} budget of ${metricInfo[metric].label} was not judged`,
    explanation: sentences(explanation, detail === undefined ? [] : text`The reason: ${detail}.`),
    ...(fix && { fix }),
  }
}

const unjudged: Record<Of<'budget-unjudged'>['because'], Omit<Told, 'title'>> = {
  'not-measured-by-this-version': {
    explanation: text`Not measured by this version, so nothing is failed for it.`,
  },
  'no-base-record': {
    explanation: text`This version keeps no record of the base branch to hold this change against, so nothing is failed for it.`,
  },
  'no-base': {
    explanation: text`There is no base branch to hold this change against, so nothing is failed for it.`,
  },
  'base-absent': {
    explanation: text`The candidate of the base branch has no number, so nothing is failed for it.`,
  },
  'base-zero': {
    explanation: text`On the base branch it is 0, and there is no share of nothing.`,
    fix: text`Give it a ${code('limit')} instead.`,
  },
  'baseline-absent': { explanation: text`The baseline has no number; the table says why.` },
  'candidate-absent': { explanation: text`The candidate has no number; the table says why.` },
  'baseline-zero': {
    explanation: text`The baseline is 0, and there is no share of nothing.`,
    fix: text`Give it a ${code('limit')} instead.`,
  },
}

/** With as many figures as it takes to tell them apart. */
function figuresOf(
  { metric, candidate, change, allowed }: Of<'migration-exceeded'> | Of<'regression-exceeded'>,
  against: number,
) {
  const figures = figuresApart(change, allowed, signedPercent)
  const to = figuresApart(against, candidate, (one, places) => quantityOf(metric, one, places))
  return {
    is: signedPercent(change, figures),
    may: signedPercent(allowed, figures),
    before: quantityOf(metric, against, to),
    after: quantityOf(metric, candidate, to),
  }
}

const intervalSaid = (interval: Interval | undefined): Text =>
  interval ? text`The pairs put the change between ${rangeOf(interval)}.` : []

function allowance(metric: Metric, allowed: number, shown: string): string {
  const { better } = metricInfo[metric]
  if (allowed === 0) return better === 'lower' ? 'and it may not grow' : 'and it may not shrink'
  if (better === 'higher') return `and may lose ${shown.replace(/^[+−]/, '')} at most`
  return allowed < 0 ? `and ${shown} or less is asked for` : `and ${shown} is allowed`
}

const rangeOf = ({ low, high }: Interval): string => `${signedPercent(low)} and ${signedPercent(high)}`

const differenceOf = (metric: Metric, difference: number): string =>
  metricInfo[metric].unit === 'share'
    ? quantityOf(metric, difference).replace('%', 'percentage points')
    : quantityOf(metric, difference)

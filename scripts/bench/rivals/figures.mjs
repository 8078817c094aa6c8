import { quantile } from '../figures.mjs'
import { median } from '../median.mjs'
import { wholeMs } from './rates.mjs'

const MOST_FALSE = 1

const isOurs = (name) => name.startsWith('ours')
const signed = (ms) => `${ms >= 0 ? '+' : ''}${ms.toFixed(1)} ms`
const percent = (value) => `${value.toFixed(1)} %`

/** What each reports for a start against what it took in truth, from asking to serving. */
export const biasPart = (tools, taken) => ({
  title: 'what each reports for a start, against the truth from asking to serving',
  parts: [
    { name: '', cells: ['starts', 'median', 'P95 of the distance'] },
    ...tools.map(({ name }) => {
      const errors = taken.get(name).map((start) => start.reportedMs - wholeMs(start))
      const far = quantile(errors.map(Math.abs), 0.95)
      return { name, cells: [String(errors.length), signed(median(errors)), `${far.toFixed(1)} ms`] }
    }),
  ],
})

/** How often each says "slower", by how much longer the whole start takes. */
export const ratePart = (tools, rates) => ({
  title: 'how often each says that the other is slower, by how much longer its whole start takes; resampled',
  parts: [
    { name: '', cells: rates.get(tools[0].name).map(({ change }) => `+${100 * change} %`) },
    ...tools.map(({ name }) => ({ name, cells: rates.get(name).map((rate) => percent(rate.percent)) })),
    ...tools
      .filter(({ name }) => isOurs(name))
      .map(({ name }) => ({
        name: `${name}: over a budget of 5 %`,
        cells: rates.get(name).map(({ exceeded }) => percent(exceeded)),
      })),
  ],
})

/** Ours has a target: a budget of 5 % must not be called exceeded where nothing changed. Beside it, who cries wolf most. */
export const rateRows = (tools, rates) => {
  const alarms = (name) => rates.get(name).find(({ change }) => change === 0)
  const others = tools.map(({ name }) => name).filter((name) => !isOurs(name))
  const [worst] = others.sort((one, other) => alarms(other).percent - alarms(one).percent)
  return tools
    .filter(({ name }) => isOurs(name))
    .map(({ name }) => {
      const { exceeded } = alarms(name)
      return {
        what: `${name}: alike, but over a budget of 5 %`,
        ours: { value: exceeded, unit: '%' },
        other: { name: worst, value: alarms(worst).percent, unit: '%' },
        effect: { value: exceeded, unit: '%' },
        target: { atMost: MOST_FALSE },
      }
    })
}

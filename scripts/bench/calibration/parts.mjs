import { variation } from '../figures.mjs'
import { median } from '../median.mjs'

const engineOf = ({ askedAt, truth }) => truth.mainAt - askedAt
const line = (name, values) => ({
  name,
  cells: [`${median(values).toFixed(1)} ms`, `CV ${(100 * variation(values)).toFixed(1)} %`],
})

/** What of a start is the engine's and what the application's, and what a published port adds to the engine's. */
export const partsOfStart = (seen, saturated) => {
  const ours = [...seen].filter(([name]) => name.startsWith('ours')).flatMap(([, all]) => all)
  const among = [...saturated].filter(([name]) => name.startsWith('ours')).flatMap(([, all]) => all)
  const plain = seen.get('http every 10 ms').map(engineOf)
  const published = seen.get('tcp, published port').map(engineOf)
  const started = ours
    .filter(({ fact }) => fact.processStartedMs !== undefined)
    .map(({ askedAt, truth, fact }) => askedAt + fact.processStartedMs - truth.mainAt)
  return {
    title: 'what a start is made of',
    parts: [
      line("the engine's part: asked to main, idle", ours.map(engineOf)),
      line(
        "the application's part: main to ready, idle",
        ours.map(({ truth }) => truth.ownMs),
      ),
      line("the engine's part, saturated", among.map(engineOf)),
      line(
        "the application's part, saturated",
        among.map(({ truth }) => truth.ownMs),
      ),
      {
        name: 'a published port adds, median',
        cells: [`${(median(published) - median(plain)).toFixed(1)} ms`, ''],
      },
      ...(started.length === 0
        ? []
        : [
            {
              name: 'process started, by the engine, against main',
              cells: [`${median(started).toFixed(2)} ms`, ''],
            },
          ]),
    ],
  }
}

// The script everybody writes: the seconds before, a container, curl until it answers, the seconds after.
import { BENCH_LABEL } from '../services.mjs'
import { TRUTH_SERVER_PORT } from '../truth-server/stand.mjs'
import { truthOf } from '../truth-server/testimony.mjs'
import { runTool, wallHere } from './command.mjs'
import { ratesOfMeans } from './rates.mjs'

const STARTS = 8
const LOOK_MS = 1000

// The nanoseconds are for us; the script itself would have only the seconds.
const script = `
begun=$(date +%s%N)
id=$(docker run --detach --label "$1" --env "WORK=$2" --publish 127.0.0.1::${TRUTH_SERVER_PORT} "$3")
address=$(docker port "$id" ${TRUTH_SERVER_PORT})
until curl --silent --fail --output /dev/null "http://$address/"; do sleep 1; done
ended=$(date +%s%N)
echo "begun $begun"
echo "ended $ended"
docker logs "$id"
docker rm --force "$id" > /dev/null
`

const numberOf = (text, name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)[1]) / 1e6
const wholeSeconds = (ms) => Math.floor(ms / 1000)

export const naiveScript = ({ stand, settings, folder }) => ({
  name: 'script, 1 start each',
  take: async () => {
    const starts = []
    for (let left = STARTS; left > 0; left -= 1) {
      const args = ['-c', script, 'sh', `${BENCH_LABEL}=${stand.id}`, String(settings.WORK), stand.image]
      const { stdout } = await runTool('sh', args, { stand, folder })
      const [begun, ended] = [numberOf(stdout, 'begun'), numberOf(stdout, 'ended')]
      starts.push({
        askedAt: wallHere(begun),
        begun,
        ended,
        reportedMs: 1000 * (wholeSeconds(ended) - wholeSeconds(begun)),
        truth: truthOf(stdout),
      })
    }
    return starts
  },
  rates: (starts, random) => ratesOfMeans(starts, 1, { reported: reportedSeconds, random }),
})

/** A start that takes longer is seen at the same look, or at the next one. */
const reportedSeconds = ({ begun, ended, askedAt, truth }, change) => {
  const readyAt = truth.readyAt + change * (truth.readyAt - askedAt)
  const late = Math.max(0, Math.ceil((readyAt - wallHere(ended)) / LOOK_MS))
  return wholeSeconds(ended + late * LOOK_MS) - wholeSeconds(begun)
}

// One start as a script on dockerode makes it: create, start, ask until it answers, remove.
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { BENCH_LABEL } from '../services.mjs'
import { TRUTH_SERVER_PORT } from '../truth-server/stand.mjs'

const RETRY_MS = 10
const TRIES = 2000

const answers = (host) =>
  new Promise((resolve) => {
    get({ host, port: TRUTH_SERVER_PORT, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    }).on('error', () => resolve(false))
  })

/** How long each step took: create, start, until ready, removal. */
export const bareStart = async ({ docker, id, image }, network, settings) => {
  const marks = [performance.now()]
  const mark = () => marks.push(performance.now())
  const container = await docker.createContainer({
    Image: image,
    Env: Object.entries(settings).map(([name, value]) => `${name}=${value}`),
    Labels: { [BENCH_LABEL]: id },
    HostConfig: { NetworkMode: network },
  })
  mark()
  try {
    await container.start()
    mark()
    const host = (await container.inspect()).NetworkSettings.Networks[network].IPAddress
    let tries = 0
    while (!(await answers(host))) {
      tries += 1
      if (tries > TRIES) throw new Error('overhead: the server never answered the bare script')
      await sleep(RETRY_MS)
    }
    mark()
  } finally {
    await container.remove({ force: true, v: true })
  }
  mark()
  return marks.slice(1).map((at, index) => at - marks[index])
}

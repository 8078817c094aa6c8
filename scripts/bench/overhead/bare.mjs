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

const untilReady = async (host) => {
  for (let tries = 0; !(await answers(host)); tries += 1) {
    if (tries === TRIES) throw new Error('overhead: the server never answered the bare script')
    await sleep(RETRY_MS)
  }
}

/** A trivial command, to its end. */
const runTrue = async (container) => {
  const command = await container.exec({ Cmd: ['true'], AttachStdout: true, AttachStderr: true })
  const stream = await command.start({})
  stream.resume()
  await new Promise((resolve) => stream.on('end', resolve))
  const { ExitCode } = await command.inspect()
  if (ExitCode !== 0) throw new Error(`overhead: true ended with ${ExitCode}`)
}

/** How long each step took. What our loop does beyond the least with a container it does where it is told to. */
export const bareStart = async ({ docker, id, image }, { network, settings, withCommand, stops }) => {
  const took = {}
  const step = async (name, work) => {
    const begun = performance.now()
    const value = await work()
    took[name] = performance.now() - begun
    return value
  }
  const container = await step('create', () =>
    docker.createContainer({
      Image: image,
      Env: Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      Labels: { [BENCH_LABEL]: id },
      HostConfig: { NetworkMode: network },
    }),
  )
  try {
    await step('start', () => container.start())
    await step('until ready', async () => {
      const { NetworkSettings } = await container.inspect()
      await untilReady(NetworkSettings.Networks[network].IPAddress)
    })
    if (withCommand) await step('a trivial command', () => runTrue(container))
    if (stops) await step('SIGTERM to the exit', () => container.stop())
  } finally {
    await step('removal', () => container.remove({ force: true, v: true }))
  }
  return took
}

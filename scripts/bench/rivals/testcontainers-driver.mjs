// Runs beside an installed testcontainers: starts the truth server so many times, and writes one line of JSON for each.
import { setTimeout as sleep } from 'node:timers/promises'

const { GenericContainer, Wait } = await import('testcontainers')
const [strategy, count] = process.argv.slice(2)
const { IMAGE, WORK, LABEL, BENCH } = process.env
const PORT = 8080

const waits = {
  http: () => Wait.forHttp('/', PORT),
  log: () => Wait.forLogMessage('ready'),
  ports: () => Wait.forListeningPorts(),
}

const everythingSaid = async (container) => {
  for (;;) {
    let said = ''
    const log = await container.logs()
    log.on('data', (chunk) => {
      said += chunk
    })
    await sleep(50)
    log.destroy()
    if (/ready \d+/.test(said)) return said
  }
}

for (let left = Number(count); left > 0; left -= 1) {
  const wanted = new GenericContainer(IMAGE)
    .withEnvironment({ WORK })
    .withLabels({ [LABEL]: BENCH })
    .withExposedPorts(PORT)
    .withWaitStrategy(waits[strategy]())
  const askedNs = process.hrtime.bigint()
  const container = await wanted.start()
  const seenNs = process.hrtime.bigint()
  const said = await everythingSaid(container)
  await container.stop()
  process.stdout.write(`${JSON.stringify({ askedNs: String(askedNs), seenNs: String(seenNs), said })}\n`)
}
process.exit(0)

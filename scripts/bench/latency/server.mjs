// A server that answers after a known time: node server.mjs '{"delayMs":2,"close":true,"stall":{"afterMs":2000,"forMs":500}}'.
// Prints its port; to GET /held it tells for how long it held each request, as it knows best itself.
import { createServer } from 'node:http'

const { delayMs, close, stall } = JSON.parse(process.argv[2])
const held = []
let begun

/** As a garbage collection or a slow disk does: nobody is answered, and nobody is even heard. */
const stallOnce = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stall.forMs)

createServer((asked, answer) => {
  if (asked.url === '/held') {
    answer.end(JSON.stringify(held))
    return
  }
  if (begun === undefined && stall !== undefined) setTimeout(stallOnce, stall.afterMs)
  begun ??= performance.now()
  const at = performance.now()
  setTimeout(() => {
    held.push(performance.now() - at)
    if (close) answer.setHeader('connection', 'close')
    answer.end('ok')
  }, delayMs)
}).listen(0, '127.0.0.1', function tellPort() {
  process.stdout.write(`${this.address().port}\n`)
})

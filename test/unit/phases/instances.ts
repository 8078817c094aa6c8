import { onTestFinished } from 'vitest'
import type { Instance } from '../../../src/core/domain/instance.js'
import { freePort } from '../../support/free-port.js'
import { startPortProxy } from '../../support/port-proxy.js'
import { type ProcessOptions, startProcess } from '../../support/process-instance.js'

export interface Started {
  readonly instance: Instance
  readonly port: number
}

/** A process for one test, gone at its end. In the script, `http`, `net` and `port` are there already. */
export async function start(script: string, options: ProcessOptions = {}): Promise<Started> {
  const port = await freePort()
  return { port, instance: await startOn(port, script, options) }
}

/** The same behind a proxy as the engine puts behind a published port. */
export async function startPublished(script: string): Promise<Started> {
  const port = await freePort()
  const proxy = await startPortProxy(port)
  onTestFinished(() => proxy.close())
  const address = { host: '127.0.0.1', port: proxy.port, via: 'published' } as const
  return { port, instance: await startOn(port, script, { address }) }
}

async function startOn(port: number, script: string, options: ProcessOptions): Promise<Instance> {
  const instance = await startProcess(`${prelude}\n${script}`, port, options)
  onTestFinished(() => instance.stop())
  return instance
}

const prelude = `
const http = require('node:http'), net = require('node:net'), fs = require('node:fs')
const port = Number(process.env.PORT)
const health = (state) => fs.writeFileSync(process.env.HEALTH_FILE, state)
const after = (ms, act) => setTimeout(act, ms)
`

/** Serves until it is ended; `answer` is the body of a request listener. */
export const serve = (answer: string): string =>
  `http.createServer((request, response) => { ${answer} }).listen(port)`

export const idle = 'setInterval(() => {}, 1000)'

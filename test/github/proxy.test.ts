import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { publishTo } from '../support/github/publish.js'
import { type GithubStandIn, startGithub } from '../support/github/server.js'

const enterprise = 'http://github.enterprise.test'
const tunnels: string[] = []

const proxy = createServer()
let github: GithubStandIn

beforeAll(async () => {
  github = await startGithub()
  const { port } = new URL(github.url)
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '')
    const onward = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  // As a runner has them set before the action starts: the library reads them once, when it is loaded.
  process.env.GITHUB_API_URL = enterprise
  process.env.http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
})

afterAll(async () => {
  await github.close()
  proxy.close()
  github.assertClean()
})

it('an enterprise server behind a proxy is reached through the proxy', async () => {
  expect((await publishTo(github, { apiUrl: enterprise })).outcome).toBe('created')
  expect(tunnels).toContain('github.enterprise.test:80')
  expect(github.comments.all).toHaveLength(1)
})

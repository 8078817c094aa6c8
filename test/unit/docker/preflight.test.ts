import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect } from '../../../src/docker/connect.js'
import { diagnoseEngine, requireEngine } from '../../../src/docker/preflight.js'
import { makeRepository } from '../../support/repository.js'

/** An engine's answer to who it is, at a socket of its own: the engines that can be installed are all new enough. */
async function answering(apiVersion: string) {
  const home = await makeRepository({})
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ Version: '19.03.1', ApiVersion: apiVersion }))
  })
  const socket = join(home.folder, 'docker.sock')
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  return {
    connection: connect({ DOCKER_HOST: `unix://${socket}` }),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve))
      await home[Symbol.asyncDispose]()
    },
  }
}

describe('an engine before it is used', () => {
  it('is refused where it is too old, with the oldest that works', async () => {
    await using engine = await answering('1.40')
    await expect(requireEngine(engine.connection)).rejects.toThrow(
      /API 1\.40.* is too old: API 1\.41 is the oldest/,
    )
  })

  it.each(['1.41', '1.100', '2.0'])('is taken where it speaks API %s', async (version) => {
    await using engine = await answering(version)
    expect(await diagnoseEngine(engine.connection)).toMatchObject({ level: 'good' })
  })

  it('is named where nothing listens', async () => {
    const connection = connect({ DOCKER_HOST: 'tcp://127.0.0.1:1' })
    expect(await diagnoseEngine(connection)).toMatchObject({
      level: 'bad',
      message: 'no engine at tcp://127.0.0.1:1: nothing listens there',
    })
  })
})

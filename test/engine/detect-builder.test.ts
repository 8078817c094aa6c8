import { chmod, mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Builder, detectBuilder } from '../../src/docker/build/detect-builder.js'
import { mainEngine } from '../support/engines.js'
import { type Asked, base, openWorkshop } from './build-workshop.js'

let host = ''
let buildx: Builder
let workshop: ReturnType<typeof openWorkshop>

beforeAll(async () => {
  host = await mainEngine()
  workshop = openWorkshop(host)
  buildx = await detectBuilder({ host, env: process.env, docker: workshop.docker })
})

afterAll(() => workshop.tidy())

const folderWith: typeof workshop.folderWith = (files) => workshop.folderWith(files)
const build = (asked: Asked) => workshop.build(asked)

describe('detectBuilder', () => {
  it('finds buildx with its driver and how it can tell its progress', () => {
    expect(buildx).toMatchObject({
      by: 'buildx',
      version: expect.stringMatching(/^\d+\.\d+/),
      driver: expect.stringMatching(/^\w/),
    })
  })

  it('finds the plugin on its own where the docker command does not know it, and builds with it', async () => {
    const real = await pluginPath()
    const folder = await folderWith({ 'bin/docker': '#!/bin/sh\nexit 1\n' })
    await chmod(join(folder, 'bin/docker'), 0o755)
    await mkdir(join(folder, 'plugins'))
    await symlink(real, join(folder, 'plugins/docker-buildx'))
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }
    const builder = await detectBuilder({
      host,
      env,
      docker: workshop.docker,
      pluginFolders: [join(folder, 'plugins')],
    })
    expect(builder).toMatchObject({ by: 'buildx', command: [join(folder, 'plugins/docker-buildx')] })
    const cwd = await folderWith({ Dockerfile: `FROM ${base}\nRUN true\n` })
    expect((await build({ cwd, builder, env })).built.outcome).toBe('built')
  })

  it("falls back to the engine's own builder where there is no buildx", async () => {
    const folder = await folderWith({ 'bin/docker': '#!/bin/sh\necho not a docker command >&2\nexit 1\n' })
    await chmod(join(folder, 'bin/docker'), 0o755)
    const env = { ...process.env, PATH: join(folder, 'bin') }
    expect(await detectBuilder({ host, env, docker: workshop.docker, pluginFolders: [folder] })).toEqual({
      by: 'engine',
    })
  })
})

async function pluginPath(): Promise<string> {
  const folders = ['/usr/libexec', '/usr/lib', '/usr/local/libexec', '/usr/local/lib']
  for (const folder of folders) {
    const path = `${folder}/docker/cli-plugins/docker-buildx`
    if (await readFile(path).then(Boolean, () => false)) return path
  }
  throw new Error('no docker-buildx in the folders of plugins')
}

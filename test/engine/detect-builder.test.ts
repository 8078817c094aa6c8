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
  it('finds buildx with its version and its driver', async () => {
    if (buildx.by !== 'buildx') throw new Error('no buildx')
    expect(buildx.version).toMatch(/^\d+\.\d+/)
    expect((await buildx.inspected).driver).toMatch(/^\w/)
  })

  it('runs the plugin itself, whatever the docker command knows, and builds with it', async () => {
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

  it('looks first where the user keeps plugins, and runs `docker buildx` where none of them is one', async () => {
    const says = (version: string) => `#!/bin/sh\necho github.com/docker/buildx ${version}\n`
    const folder = await folderWith({
      'bin/docker': says('0.11.0'),
      'extra/docker-buildx': says('0.12.0'),
      'broken/docker-buildx': '#!/bin/sh\nexit 1\n',
    })
    for (const file of ['bin/docker', 'extra/docker-buildx', 'broken/docker-buildx'])
      await chmod(join(folder, file), 0o755)
    const detect = async (extra: string) => {
      const config = await folderWith({
        'config.json': JSON.stringify({ cliPluginsExtraDirs: [join(folder, extra)] }),
      })
      const env = { ...process.env, DOCKER_CONFIG: config, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }
      return detectBuilder({ host, env, docker: workshop.docker })
    }
    expect(await detect('extra')).toMatchObject({
      version: '0.12.0',
      command: [join(folder, 'extra/docker-buildx')],
    })
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }
    const pluginFolders = [join(folder, 'broken'), join(folder, 'nowhere')]
    expect(await detectBuilder({ host, env, docker: workshop.docker, pluginFolders })).toMatchObject({
      version: '0.11.0',
      command: ['docker', 'buildx'],
    })
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

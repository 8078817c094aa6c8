import { describe, expect, it } from 'vitest'
import { contextUse } from '../../../src/core/dockerfile/context-use.js'
import { installsOf } from '../../../src/core/dockerfile/installs.js'

const use = (dockerfile: string) => contextUse({ dockerfile, buildArgs: {} })

describe('what a command installs for the application', () => {
  it.each([
    ['npm ci', ['node-modules']],
    ['npm --prefix web install --omit=dev', ['node-modules']],
    ['cd /app && yarn', ['node-modules']],
    ['corepack enable && pnpm i --frozen-lockfile', ['node-modules']],
    ['["npm", "ci"]', ['node-modules']],
    ['bun install', ['node-modules']],
    ['pip install -r requirements.txt', ['virtual-environment']],
    ['python3 -m venv .venv', ['virtual-environment']],
    ['/usr/bin/pip3.11 install x && uv sync', ['virtual-environment']],
    ['poetry install --no-root', ['virtual-environment']],
    ['npm run build', []],
    ['npm rebuild bcrypt || true', []],
    ['npm run install-hooks', []],
    ['npm exec install', []],
    ['npm install -g pm2', []],
    ['yarn global add pm2', []],
    ['yarn build', []],
    ['apt-get install -y npm yarn python3-pip', []],
    ['pip --version; npm --version', []],
  ] as const)('%s: %j', (command, kinds) => {
    expect([...installsOf(command)]).toEqual(kinds)
  })
})

describe('what a Dockerfile can do without', () => {
  it('is node_modules only where it installs its own', () => {
    expect(use('FROM x\nCOPY . .\nRUN npm run build\n').canSpare.has('node-modules')).toBe(false)
    expect(use('FROM x\nCOPY . .\nRUN npm ci\n').canSpare.has('node-modules')).toBe(true)
  })

  it.each([
    '--mount=target=.',
    '--mount=type=bind,target=/src',
    '--mount=target=/w,rw',
    '--mount=source=a,target=/a',
  ])('is nothing that a mount of the context may show: %s', (mount) => {
    const { canSpare, takes } = use(`FROM x\nCOPY app /app\nRUN ${mount} make\n`)
    expect(canSpare.has('not-copied')).toBe(false)
    expect(takes('src')).toBe(true)
  })

  it.each([
    '--mount=type=cache,target=/root/.cache',
    '--mount=from=build,target=/b',
    '--mount=type=secret,id=x',
  ])('is what no COPY takes, whatever another mount shows: %s', (mount) => {
    expect(use(`FROM x\nCOPY app /app\nRUN ${mount} make\n`).canSpare.has('not-copied')).toBe(true)
  })
})

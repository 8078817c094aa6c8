import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { contextUse } from '../../../../../src/core/dockerfile/context-use.js'
import { weighContext } from '../../../../../src/docker/build/context/weigh-context.js'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function weigh(
  files: Readonly<Record<string, number | string>>,
  dockerfile: string,
  sends: 'copied' | 'all' = 'all',
) {
  const cwd = await mkdtemp(join(tmpdir(), 'weigh-'))
  folders.push(cwd)
  for (const [path, content] of Object.entries({ ...files, Dockerfile: dockerfile })) {
    await mkdir(dirname(join(cwd, path)), { recursive: true })
    await writeFile(join(cwd, path), typeof content === 'string' ? content : 'x'.repeat(content))
  }
  const use = contextUse({ dockerfile, buildArgs: {} })
  return weighContext({ cwd, context: '.', dockerfile: 'Dockerfile', use, sends })
}

const linesOf = async (...args: Parameters<typeof weigh>) =>
  (await weigh(...args)).lines.map(({ line, savedBytes }) => [line, savedBytes])

describe('the context of a build', () => {
  it('is weighed without what the ignore file leaves out', async () => {
    const { sizeBytes, files, largestFolders, largestFiles, ignoreFile } = await weigh(
      { '.dockerignore': 'out\n', 'out/large': 999, 'src/a': 30, 'src/deep/b': 50, c: 5 },
      'FROM x\nCOPY . .\n',
    )
    expect([files, sizeBytes]).toEqual([5, 30 + 50 + 5 + 4 + 'FROM x\nCOPY . .\n'.length])
    expect(largestFolders[0]).toEqual({ path: 'src', sizeBytes: 80 })
    expect(largestFiles[0]).toEqual({ path: 'src/deep/b', sizeBytes: 50 })
    expect(ignoreFile).toBe('.dockerignore')
  })

  it('shrinks by lines that were applied, each by what the ones before it left', async () => {
    const files = {
      '.git/objects/a': 100,
      'node_modules/x/index.js': 200,
      'web/node_modules/y/index.js': 50,
      'env/pyvenv.cfg': 5,
      'env/lib/z.py': 300,
      'src/__pycache__/a.pyc': 20,
      'src/a.py': 9,
    }
    expect(await linesOf(files, 'FROM x\nCOPY . .\nRUN npm ci && pip install .\n')).toEqual([
      ['env', 305],
      ['node_modules', 200],
      ['.git', 100],
      ['**/node_modules', 50],
      ['**/__pycache__', 20],
    ])
  })

  it('keeps what the Dockerfile installs nowhere else, asks for by name, or looks at', async () => {
    const files = { '.git/a': 100, 'node_modules/x': 200, 'env/pyvenv.cfg': 5 }
    expect(await linesOf(files, 'FROM x\nCOPY . .\nRUN git describe > /version\n')).toEqual([])
    expect(
      await linesOf(files, 'FROM x\nCOPY node_modules /m\nCOPY .git/a env /\nRUN npm x; pip x\n'),
    ).toEqual([])
  })

  it('needs nothing that no COPY takes in', async () => {
    const files = { 'data/a': 100, 'web/package.json': 7, 'app/a': 1, 'x y/b': 3 }
    expect(await linesOf(files, 'FROM x\nCOPY */package.json /\nADD ["app", "/"]\n')).toEqual([
      ['data', 100],
      ['x y', 3],
    ])
    expect(await linesOf(files, 'FROM x\nARG D\nCOPY $D /\n')).toEqual([])
  })

  it('is only what is copied where the builder asks for no more, and so are the lines', async () => {
    const files = { 'data/a': 100, '.git/a': 70, 'src/a.py': 9, 'src/__pycache__/a.pyc': 20 }
    const { sizeBytes, lines } = await weigh(files, 'FROM x\nCOPY src /src\n', 'copied')
    expect(sizeBytes).toBe(29)
    expect(lines.map(({ line, savedBytes }) => [line, savedBytes])).toEqual([['**/__pycache__', 20]])
    const whole = await weigh(files, 'FROM x\nCOPY . /src\n', 'copied')
    expect(whole.lines.map(({ line }) => line)).toEqual(['.git', '**/__pycache__'])
  })
})

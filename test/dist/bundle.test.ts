import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const dist = join(root, 'dist')
const cli = join(dist, 'cli.js')

describe('dist', () => {
  it('holds scripts and nothing native, two megabytes at most', async () => {
    const names = await readdir(dist)
    expect(names.filter((name) => !/\.(js|txt)$/.test(name))).toEqual(['package.json'])
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(dist, name))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2_000_000)
  })

  it('knows its version, which is the package’s', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    expect((await run(process.execPath, [cli, '--version'])).stdout).toBe(`${version}\n`)
  })

  it('is where the action says its steps are', async () => {
    const action = await readFile(join(root, 'action.yml'), 'utf8')
    for (const entry of ['dist/action.js', 'dist/post.js']) {
      expect(action).toContain(entry)
      expect((await stat(join(root, entry))).isFile()).toBe(true)
    }
  })
})

describe('the command line', () => {
  const fails = async (...args: string[]) => {
    const outcome = await run(process.execPath, [cli, ...args]).then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => error,
    )
    expect(outcome.stderr).not.toMatch(/\n\s+at /)
    return outcome
  }

  it('explains itself', async () => {
    const { stdout } = await run(process.execPath, [cli, '--help'])
    for (const command of ['compare', 'doctor', 'init', 'clean']) expect(stdout).toContain(command)
  })

  it.each([
    [['comparr'], 'comparr is no command'],
    [['compare', 'only-one'], 'a BASELINE and a CANDIDATE'],
    [['compare', '--parallel', 'many'], 'many is no whole number'],
    [['compare', '--nonsense'], "Unknown option '--nonsense'"],
    [['compare', '--json', '--markdown'], 'one of them'],
    [['compare', '--port', '1'], 'name them'],
    [['compare', '--config', 'nowhere.yml'], 'there is no such file'],
    [['init', '--keep'], 'init takes no --keep'],
  ])('refuses %j with exit 2 and says why', async (args, why) => {
    const { code, stderr } = await fails(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(why)
  })
})

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import { indexElf } from '../../src/image/elf/load/elf-index.js'
import { mainEngine } from '../support/engines.js'
import { readSaved } from '../support/loader-oracle.js'

const run = promisify(execFile)
const image = 'local/debian-build:bookworm'

let host: string

beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: [image] })
})

interface Tables {
  readonly needed: readonly string[]
  readonly requires: readonly string[]
  readonly defines: readonly string[]
}

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort()

/** What readelf prints of one file. */
function tablesOf(printed: string): Tables {
  const requires: string[] = []
  const defines: string[] = []
  let part = ''
  let library = ''
  for (const line of printed.split('\n')) {
    if (/^Version (?:needs|definition|symbols)/.test(line)) part = line
    library = /File: (\S+)/.exec(line)?.[1] ?? library
    const [, name, flags] = /Name: (\S+)(?:\s+Flags: (\S+))?/.exec(line) ?? []
    if (name === undefined) continue
    if (part.startsWith('Version needs') && flags !== undefined) requires.push(`${library} ${name}`)
    if (part.startsWith('Version definition') && !/Flags: BASE/.test(line)) defines.push(name)
  }
  const needed = [...printed.matchAll(/\(NEEDED\)\s+Shared library: \[(.*)\]/g)].map(([, name = '']) => name)
  return { needed: sorted(needed), requires: sorted(requires), defines: sorted(defines) }
}

describe('the tables of ELF files', () => {
  it('are those that readelf prints, for every program and library of an image with compilers', async () => {
    const { view } = await readSaved(image, host)
    const files = indexElf(view).all.filter(
      ({ facts }) => facts.type === 'executable' || facts.type === 'shared',
    )
    expect(files.length).toBeGreaterThan(500)
    const script = 'while read -r path; do echo "@ $path"; readelf -dVW "/$path" 2>/dev/null; done'
    const running = run('docker', ['--host', host, 'run', '--rm', '-i', image, 'sh', '-c', script], {
      maxBuffer: 1e9,
    })
    running.child.stdin?.end(files.map(({ path }) => `${path}\n`).join(''))
    const theirs = new Map<string, Tables>()
    for (const block of (await running).stdout.split(/^@ /m).slice(1))
      theirs.set(block.slice(0, block.indexOf('\n')), tablesOf(block))
    const ours = files.map(({ path, facts }): [string, Tables] => [
      path,
      {
        needed: sorted(facts.needed),
        requires: sorted(
          facts.requires.flatMap(({ library, versions }) => versions.map((one) => `${library} ${one}`)),
        ),
        defines: sorted(facts.defines),
      },
    ])
    expect(new Map(ours)).toEqual(theirs)
  })
})

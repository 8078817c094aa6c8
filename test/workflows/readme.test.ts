import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { recogniseCause } from '../../src/core/findings/cause.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const readme = read('README.md')

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(join('src', path)))
  .join('\n')

const messages = [
  ...(readme.split('## Troubleshooting')[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted),
    ),
]

describe('README', () => {
  it('quotes messages that are printed: by us, or by a program whose words we know', () => {
    expect(messages.length).toBeGreaterThan(15)
    const isOurs = (message: string) =>
      message
        .split('…')
        .map((piece) => piece.replace(/^[:\s]+/, '').trim())
        .filter((piece) => piece !== '')
        .every((piece) => sources.includes(piece))
    const isKnown = (message: string) =>
      recogniseCause([message.replaceAll('…', 'libx.so')]) !== undefined ||
      recogniseCause([`exec /app: ${message}`]) !== undefined
    expect(messages.filter((message) => !isOurs(message) && !isKnown(message))).toEqual([])
  })

  it('names commands of this repository that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...readme.matchAll(/npm (?:run )?([a-z]+)\b/g)].map(([, name = '']) => name)
    expect(named).toContain('demo')
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

describe.each([
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/CONFIG.md',
  'docs/BENCH.md',
  'docs/MANY-RUNNERS.md',
])('%s', (page) => {
  it('links to files that are there', () => {
    const links = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
  })
})

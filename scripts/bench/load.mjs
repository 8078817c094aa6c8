// What it costs to load the bundle: `--version` against a bare node, and how many bytes it has.
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './median.mjs'

const ROUNDS = 25
const TARGET_MS = 150
const TARGET_BYTES = 2_000_000

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))

const timed = (node, args) => {
  const begun = performance.now()
  const { status, error, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8' })
  const ms = performance.now() - begun
  if (error || status !== 0)
    throw new Error(`load: node ${args.join(' ')} failed: ${error?.message ?? stderr}`)
  return { ms, stdout }
}

const measureNode = (node) => {
  const sides = { ours: [join(dist, 'cli.js'), '--version'], bare: ['-e', '0'] }
  const times = { ours: [], bare: [] }
  timed(node, sides.bare)
  const { stdout } = timed(node, sides.ours)
  if (!/^\d+\.\d+\.\d+/.test(stdout)) throw new Error(`load: --version said ${JSON.stringify(stdout)}`)
  for (let round = 0; round < ROUNDS; round += 1)
    for (const side of round % 2 === 0 ? ['bare', 'ours'] : ['ours', 'bare'])
      times[side].push(timed(node, sides[side]).ms)
  return times
}

const loadRow = (node) => {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  const times = measureNode(node)
  const [ours, bare] = [median(times.ours), median(times.bare)]
  return {
    what: `--version on Node ${version.slice(1)}, median of ${ROUNDS}`,
    ours: { value: ours, unit: 'ms' },
    other: { name: 'bare node', value: bare, unit: 'ms' },
    effect: { value: ours - bare, unit: 'ms', ratio: ours / bare },
    target: { atMost: TARGET_MS },
  }
}

const distRow = () => {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const bytes = files.reduce(
    (sum, { parentPath, path, name }) => sum + statSync(join(parentPath ?? path, name)).size,
    0,
  )
  return {
    what: `dist/, all ${files.length} files`,
    ours: { value: bytes, unit: 'bytes' },
    effect: { value: bytes, unit: 'bytes' },
    target: { atMost: TARGET_BYTES },
  }
}

export const load = {
  name: 'load',
  what: 'the time to load the bundle, against bare node, and its size',
  bases: [],
  async measure({ nodes, log }) {
    log(`load: ${ROUNDS} rounds on each of ${nodes.length} node binaries`)
    return { rows: [...nodes.map(loadRow), distRow()], breakdowns: [] }
  },
}

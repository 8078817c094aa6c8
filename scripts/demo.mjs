// `npm run demo`: the main job on a bundled example, from nothing. Sets up an engine where there is none, makes the
// base images where no registry can be reached, and runs the built command in the example's folder.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareAll } from './prepare.mjs'
import { projectEnv } from './project-env.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const example = join(root, 'examples/alpine')

/** What stands in for the public bases; the example's Dockerfiles keep the real names. */
const bases = {
  'debian:bookworm-slim': 'docker-image://local/debian-build:bookworm',
  'alpine:3.22': 'docker-image://local/musl:1',
}

async function main(args) {
  const host = await prepareAll()
  const folder = mkdtempSync(join(tmpdir(), 'container-migrate-demo-'))
  try {
    const config = join(folder, 'container-migrate.yml')
    writeFileSync(config, await withLocalBases(join(example, '.github/container-migrate.yml')))
    console.error(
      '\nexamples/alpine: a small HTTP service moves from Debian to Alpine (bases made here, see scripts/bases)\n',
    )
    const command = [join(root, 'dist/cli.js'), 'compare', '--config', config, ...args]
    const env = { ...projectEnv(), DOCKER_HOST: host }
    return spawnSync('node', command, { cwd: example, stdio: 'inherit', env }).status ?? 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withLocalBases(path) {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(readFileSync(path, 'utf8'))
  for (const role of ['baseline', 'candidate']) {
    document.setIn(['services', 'greeter', role, 'build-contexts'], bases)
  }
  return document.toString()
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    console.error(error.message)
    process.exitCode = 3
  },
)

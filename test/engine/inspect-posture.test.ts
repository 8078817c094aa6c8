import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import type { Finding } from '../../src/core/domain/finding.js'
import type { Inspection } from '../../src/core/domain/image/inspection.js'
import { mainEngine } from '../support/engines.js'
import { runCli } from '../support/run-cli.js'
import { madeUp, pem } from '../unit/image/secrets/made-up.js'

const run = promisify(execFile)

const name = `container-migrate-test-posture-${process.pid}`
const label = `container-migrate.test=${name}`

let host: string
let folder: string

beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: ['local/debian:bookworm', 'local/musl:1'] })
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-posture-'))
  await build('careless', careless, { id_rsa: pem('OPENSSH '), 'server.sh': '#!/bin/sh\nexec sleep 60\n' }, [
    `NPM_TOKEN=${madeUp.npm}`,
  ])
  await build('careful', careful, { 'server.sh': '#!/bin/sh\nexec sleep 60\n' })
})

afterAll(async () => {
  await docker(['image', 'rm', '--force', `${name}:careless`, `${name}:careful`])
  await rm(folder, { recursive: true, force: true })
})

async function docker(args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', [...args], { env: { ...process.env, DOCKER_HOST: host } })
  return stdout.trim()
}

async function build(
  tag: string,
  lines: readonly string[],
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<void> {
  const context = join(folder, tag)
  await mkdir(context)
  await writeFile(join(context, 'Dockerfile'), `${lines.join('\n')}\n`)
  for (const [file, content] of Object.entries(files))
    await writeFile(join(context, file), content, { mode: 0o755 })
  const given = args.flatMap((one) => ['--build-arg', one])
  await docker(['build', '--quiet', '--label', label, ...given, '--tag', `${name}:${tag}`, context])
}

const careless = [
  'FROM local/debian:bookworm',
  'ARG NPM_TOKEN',
  `ENV DB_PASSWORD=${madeUp.password}`,
  'COPY id_rsa /app/id_rsa',
  'COPY server.sh /app/server.sh',
  'RUN test -n "$NPM_TOKEN" && rm /app/id_rsa && cp /bin/true /app/helper && chmod 4755 /app/helper',
  'RUN mkdir /app/data && chmod 777 /app/data',
  'HEALTHCHECK CMD true',
  'EXPOSE 8080',
  'CMD /app/server.sh --verbose',
]

const careful = [
  'FROM local/debian:bookworm',
  'COPY server.sh /app/server.sh',
  'USER 10001',
  'STOPSIGNAL SIGINT',
  'CMD ["/app/server.sh", "--verbose"]',
]

const inspect = (...args: readonly string[]) => runCli(['inspect', ...args], { cwd: folder, host })

async function inspectJson(...args: readonly string[]): Promise<Inspection> {
  const { stdout, stderr, exitCode } = await inspect(...args, '--json')
  if (exitCode !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Inspection
}

const ofTag = <Tag extends Finding['tag']>(findings: readonly Finding[], tag: Tag) =>
  findings.filter((one): one is Extract<Finding, { tag: Tag }> => one.tag === tag)

describe('inspect', () => {
  it('finds every secret of a careless image where it is, and no other', async () => {
    const { image } = await inspectJson(`${name}:careless`)
    const secrets = ofTag(image.findings, 'image-secret')
    expect(secrets.map(({ kind, where, path, name: called }) => [kind, where, path ?? called])).toEqual([
      ['private-key', 'lower-layer', 'app/id_rsa'],
      ['secret-value', 'environment', 'DB_PASSWORD'],
      ['npm-token', 'build-argument', 'NPM_TOKEN'],
    ])
    expect(secrets[0]).toMatchObject({ level: 'warn', layer: 1, hiddenBy: 3 })
  })

  it('says how that image is set up', async () => {
    const { image } = await inspectJson(`${name}:careless`)
    expect(
      ofTag(image.findings, 'image-posture').map(({ kind, level, examples }) => [kind, level, ...examples]),
    ).toEqual([
      ['root-user', 'warn', ''],
      ['set-id', 'warn', '/app/helper'],
      ['writable-by-all', 'warn', '/app/data'],
      ['shell-first', 'warn', '/bin/sh -c /app/server.sh --verbose'],
    ])
    expect(image.insight.posture).toMatchObject({
      user: { name: '', uid: 0 },
      healthCheck: 'set',
      healthCommand: 'true',
      ports: ['8080/tcp'],
      start: { form: 'shell', shellStays: true, shellFrom: 'command' },
    })
    expect(image.insight.posture.setIdFiles.first).toContainEqual(
      expect.objectContaining({ path: 'usr/bin/su', package: 'util-linux', layer: 0 }),
    )
  })

  it('has nothing of that to say of a careful one, nor of the bases', async () => {
    const { image } = await inspectJson(`${name}:careful`)
    expect(image.findings.filter(({ tag }) => tag === 'image-secret' || tag === 'image-posture')).toEqual([])
    expect(image.insight.posture).toMatchObject({
      user: { name: '10001', uid: 10001 },
      stopSignal: 'SIGINT',
      start: { form: 'exec' },
    })
    const { image: base, against } = await inspectJson('local/debian:bookworm', '--against', 'local/musl:1')
    expect(ofTag([...base.findings, ...(against?.findings ?? [])], 'image-secret')).toEqual([])
  })

  it('never shows a secret: not in JSON, Markdown, text or what it says beside', async () => {
    const key = pem('OPENSSH ').split('\n')[1] ?? ''
    const secrets = [madeUp.npm, madeUp.password, key]
    const saved = await docker(['image', 'inspect', `${name}:careless`])
    expect(saved).toContain(madeUp.password)
    for (const face of [['--json'], ['--markdown'], []]) {
      const { stdout, stderr } = await inspect(`${name}:careless`, '--against', `${name}:careful`, ...face)
      expect(stdout).toContain('NPM_TOKEN')
      for (const secret of secrets) expect(`${stdout}${stderr}`).not.toContain(secret.slice(4, 20))
    }
  })

  it('notes what the baseline has too, and warns of the health check that it alone has', async () => {
    const worse = await inspectJson(`${name}:careful`, '--against', `${name}:careless`)
    expect(ofTag(worse.image.findings, 'image-posture')).toMatchObject([
      { kind: 'health-check-lost', level: 'warn', examples: ['true'] },
    ])
    const same = await inspectJson(`${name}:careless`, '--against', `${name}:careless`)
    const told = [
      ...ofTag(same.image.findings, 'image-secret'),
      ...ofTag(same.image.findings, 'image-posture'),
    ]
    expect(told).toHaveLength(7)
    expect(told.every(({ level }) => level === 'note')).toBe(true)
  })
})

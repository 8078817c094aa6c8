import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pullRequestEvent } from '../runner/hub/event.js'
import { type Hub, openHub } from '../runner/hub/hub.js'
import { startRun } from '../runner/run/start-run.js'
import { jobOf, runSteps, runText, startText, stepsOnly } from './try-workflow.js'

const upload = 'actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f'
const download = 'actions/download-artifact@37930b1c2abaa49bbe596cd826c3c89aef350131'
const checkout = 'actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd'
const cache = (what: string) => `actions/cache/${what}@55cc8345863c7cc4c66a329aec7e433d2d1c52a9`

const put = (name: string, path: string, more = '') =>
  `- uses: ${upload}\n  with:\n    name: ${name}\n    path: ${path}\n${more.replace(/^(?=.)/gm, '    ')}\n`
const take = (wish: string) => `- uses: ${download}\n  with: { ${wish} }\n`
const tree = '- run: find in -type f | sort\n'

describe('artifacts', () => {
  it('keep files but neither modes nor what is hidden, from where their paths part', async () => {
    const job = await runSteps(
      `- run: |
    mkdir -p out/a out/.hid && echo 1 > out/a/one && echo 2 > out/two && echo 3 > out/.dot && echo 4 > out/.hid/x
    chmod +x out/two
${put('whole', 'out')}${put('single', 'out/a/one')}${put('parts', '|\n      out/a\n      out/tw*')}
${take('path: in')}${tree}- run: test ! -x in/whole/two`,
    )
    expect(job.result).toBe('success')
    expect(job.log.split('\n').filter((line) => line.startsWith('in/'))).toEqual([
      'in/parts/a/one',
      'in/parts/two',
      'in/single/one',
      'in/whole/a/one',
      'in/whole/two',
    ])
  })

  it('are found by patterns with braces; one that is alone gets no folder of its own', async () => {
    const job = await runSteps(
      `- run: echo x > f
${put('a-plan', 'f')}${put('a-part-1', 'f')}${put('a-part-2', 'f')}${put('b-part-1', 'f')}
${take("pattern: 'a-{plan,part-*}', path: in")}${tree}
- run: rm -r in
${take("pattern: 'b-*', path: in")}${tree}
- run: rm -r in
${take("pattern: 'a-part-*', path: in, merge-multiple: true")}${tree}
- run: rm -r in
${take("pattern: 'none-*', path: in")}
- run: test ! -e in && echo nothing`,
    )
    expect(job.log.split('\n').filter((line) => /^(in\/|nothing)/.test(line))).toEqual([
      'in/a-part-1/f',
      'in/a-part-2/f',
      'in/a-plan/f',
      'in/f',
      'in/f',
      'nothing',
    ])
  })

  it('keep their names to themselves, and fail who asks for one that is not there', async () => {
    const twice = await runSteps(`- run: echo x > f\n${put('a', 'f')}${put('a', 'f')}`)
    expect(twice.result).toBe('failure')
    expect(twice.log).toContain('an artifact with this name already exists')
    const over = await runSteps(`- run: echo x > f\n${put('a', 'f')}${put('a', 'f', 'overwrite: true')}`)
    expect(over.result).toBe('success')
    expect((await runSteps(take('name: nobody'))).log).toContain('Artifact not found for name: nobody')
    expect((await runSteps(put('a/b', 'f'))).log).toContain('The artifact name is not valid')
    expect((await runSteps(put('a', 'none', 'if-no-files-found: error'))).result).toBe('failure')
    expect((await runSteps(put('a', 'none'))).annotations).toHaveLength(1)
    expect((await runSteps(put('a', 'none', 'if-no-files-found: ignore'))).annotations).toEqual([])
  })
})

describe('a checkout', () => {
  const steps = (wish = '') => `- uses: ${checkout}
  with: { ${wish} }
- run: |
    git log --format=%s
    git rev-parse --is-shallow-repository
    git status --porcelain --branch
    cat shop.txt
- run: git fetch -q --unshallow origin || echo cannot fetch
`

  async function checkOut(wish = '') {
    await using hub = await openHub()
    await hub.origin.commit({ 'shop.txt': 'old\n' })
    await hub.origin.commit({ 'shop.txt': 'new\n' }, 'move')
    await hub.origin.commit({ 'other.txt': 'other\n' })
    const pull = await hub.origin.openPullRequest(7, 'move')
    const run = startRun(hub, {
      workflow: { path: 'try.yml', text: stepsOnly(steps(wish)) },
      event: pullRequestEvent(hub.repository, pull),
    })
    return { log: jobOf(await run.ended, 'only').log, pull }
  }

  it('has the merge of the pull request, and of its history what was asked for', async () => {
    const { log, pull } = await checkOut()
    expect(log).toContain(`Merge ${pull.headSha} into ${pull.baseSha}\ntrue\n## HEAD (no branch)\nnew`)
    expect(log).not.toContain('cannot fetch')
    const deeper = await checkOut('fetch-depth: 2')
    expect(deeper.log).toMatch(/^Change other.txt$/m)
    expect(deeper.log).not.toMatch(/^Change shop.txt\nChange shop.txt$/m)
    const whole = await checkOut('fetch-depth: 0')
    expect(whole.log).toContain('\nfalse\n')
  })

  it('can fetch no more without its credentials', async () => {
    expect((await checkOut('persist-credentials: false')).log).toContain('cannot fetch')
  })
})

describe('a cache', () => {
  it('is found by a later run of its own or the main branch, by key or by its beginning', async () => {
    await using hub = await openHub()
    const steps = (key: string) => `- id: cache
  uses: ${cache('restore')}
  with:
    path: kept
    key: ${key}
    restore-keys: k-
- run: echo "hit [\${{ steps.cache.outputs.cache-hit }}]"; cat kept/f || mkdir kept; echo ${key} > kept/f
- uses: ${cache('save')}
  with: { path: kept, key: ${key} }
`
    const logs = []
    for (const key of ['k-1', 'k-2', 'k-2'])
      logs.push(jobOf(await (await startText(hub, stepsOnly(steps(key)))).ended, 'only').log)
    expect(logs[0]).toContain('hit []')
    expect(logs[1]).toContain('hit [false]\nk-1')
    expect(logs[2]).toContain('hit [true]\nk-2')
    expect(logs[2]).toContain('Unable to reserve cache with key k-2')
  })
})

describe('our own action', () => {
  let folder: string
  let hub: Hub
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'own-'))
    hub = await openHub({ shelf: { actions: { 'org/own@v1': folder } } })
    await mkdir(join(folder, 'dist'))
    await writeFile(
      join(folder, 'action.yml'),
      `name: own
description: x
inputs:
  some-input: { description: x }
  token: { description: x, default: '\${{ github.token }}' }
  missing: { description: x }
runs: { using: node24, main: dist/main.js, post: dist/post.js, post-if: always() }
`,
    )
    const entry = (text: string) => `const fs = require('node:fs'); const env = process.env\n${text}`
    await writeFile(
      join(folder, 'dist/main.js'),
      entry(`console.log('main', env['INPUT_SOME-INPUT'], env.INPUT_TOKEN.length, [env.INPUT_MISSING], process.version.split('.')[0])
fs.appendFileSync(env.GITHUB_STATE, 'id<<E\\n42\\nE\\n')
if (env['INPUT_SOME-INPUT'] === 'bad') process.exit(3)`),
    )
    await writeFile(
      join(folder, 'dist/post.js'),
      entry("console.log('post', env.STATE_id, env['INPUT_SOME-INPUT'])"),
    )
  })
  afterEach(async () => {
    await hub[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  const run = async (wish: string) => {
    const text = stepsOnly(`- uses: org/own@v1\n  with: { ${wish} }\n- if: always()\n  run: echo then`)
    return jobOf(await (await startText(hub, text)).ended, 'only')
  }

  it('runs by its manifest: inputs with their defaults, then its post step with its state, however it ended', async () => {
    const good = await run('some-input: good')
    expect(good.log).toBe("main good 16 [ '' ] v24\nthen\npost 42 good")
    const bad = await run('some-input: bad')
    expect(bad.result).toBe('failure')
    expect(bad.log).toMatch(/^main bad[\s\S]*then\npost 42 bad$/)
  })

  it('refuses an input that it does not have', async () => {
    await expect(run('some-inputs: x')).rejects.toThrow("Unexpected input(s) 'some-inputs'")
  })
})

describe('an action that nobody stands in for', () => {
  it.each([
    'actions/checkout@v4',
    'else/where@de0fac2e4500dabe0009e67214ff5f5447ce83dd',
    './',
    'docker://alpine:3',
  ])('fails the harness by its name: %s', async (uses) => {
    await expect(runText(stepsOnly(`- if: false\n  uses: ${uses}`))).rejects.toThrow(uses)
  })

  it('and one that is, by an input that it does not have', async () => {
    await expect(runSteps(`- uses: ${checkout}\n  with: { depth: 1 }`)).rejects.toThrow("input(s) 'depth'")
  })
})

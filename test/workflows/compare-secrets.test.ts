import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { startRegistry, whyNoRegistry } from '../../scripts/engine/registry.mjs'
import { mainEngine } from '../support/engines.js'
import { colours, recordOf, verdictsOf } from './compare/seen.js'
import { configPath, makeShop } from './compare/shop.js'
import { openStage } from './compare/stage.js'
import { leftBehind } from './compare/sweep.js'
import type { RunResult } from './runner/run/result.js'

/** What callers pass in secret: a registry's password, and what builds and checks need. */

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

// The password is `wander`.
const users = 'travel:$2b$04$.KGTPoN.aaGs8riBpJUjveUrkOYO4iW0JHTTVcHf0fY.LVDt0D5J.\n'
const token = 'npm-abcdefghijklmnop'

const shop = makeShop({ web: ['answers', 'pages'], jobs: ['answers'] })

const withSecret = (dockerfile = '', name = '') =>
  dockerfile.replace(
    '\nCMD',
    `\nRUN --mount=type=secret,id=npmrc test "$(wc -c < /run/secrets/npmrc)" = ${token.length} && echo ${name} > /www/kept\nCMD`,
  )

const moved = {
  ...shop.moved,
  'web/Dockerfile.candidate': withSecret(shop.moved['web/Dockerfile.candidate'], 'web'),
  [configPath]: (shop.moved[configPath] ?? '')
    .replace('dockerfile: web/Dockerfile.candidate', '$&, secrets: { npmrc: { env: NPM_TOKEN } }')
    .replace("- run: 'true'", `- run: 'echo "it is $NPM_TOKEN" >&2; test $VARIANT = baseline'`),
}

const shows = (text: string): boolean => text.includes(token) || text.includes('wander')

const filesThatShow = ({ artifacts }: RunResult): readonly string[] =>
  artifacts.flatMap(({ name, folder, files }) =>
    files
      .filter((file) => shows(readFileSync(join(folder, file), 'latin1')))
      .map((file) => `${name}: ${file}`),
  )

it.skipIf(whyNoRegistry() !== undefined)(
  'images travel by a registry that lets in nobody else, and builds and checks have what they need; no log shows it',
  async () => {
    const registry = await startRegistry({ users })
    try {
      await using stage = await openStage(shop.before, [host, host])
      const result = await stage.start(await stage.push(moved), {
        inputs: {
          'max-shards': 3,
          registry: `${registry.address}/team/images`,
          'registry-username': 'travel',
        },
        secrets: { 'registry-password': 'wander', 'build-env': `NPM_TOKEN=${token}\n` },
      }).ended
      expect(colours(result)).toMatchObject({ 'build 1/1 (web)': 'success', report: 'failure' })
      expect(verdictsOf(result)).toEqual({ web: 'fail', jobs: 'pass' })
      const { facts } = recordOf(result)
      expect(facts.lost).toBeUndefined()
      expect(result.artifacts.find(({ name }) => name.includes('-images-'))?.files).toEqual(['images.json'])
      const comment = stage.github.comments.all.map(({ body }) => body).join()
      expect(comment).toContain('it is ')
      expect(result.jobs.filter(({ log }) => shows(log)).map(({ name }) => name)).toEqual([])
      expect(result.jobs.filter((job) => shows(JSON.stringify(job))).map(({ name }) => name)).toEqual([])
      expect(shows(comment)).toBe(false)
      expect(filesThatShow(result)).toEqual([])
      expect(await leftBehind(stage.hub, [host])).toEqual([])
      stage.github.assertClean()
    } finally {
      await registry.stop()
    }
  },
)

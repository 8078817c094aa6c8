// Compiles src/ and bundles it into dist/: three tiny entries, one bundle, and chunks that load only when asked for.
// The same bytes from any folder: `.ci/run` rebuilds and compares.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { licencesOnce } from './licences.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const ncc = require('@vercel/ncc')
const { transformSync } = require('esbuild')

const out = join(root, 'dist')
const compiled = join(root, 'build')

rmSync(compiled, { recursive: true, force: true })
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})

const { code, assets } = await ncc(join(compiled, 'main.js'), {
  cache: false,
  quiet: true,
  esm: false,
  license: 'licenses.txt',
  // ncc takes a path made from the working directory for a file to carry along; nothing of ours is one.
  filterAssetBase: join(compiled, 'none'),
})
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const files = { 'main.js': code }
for (const [name, { source }] of Object.entries(assets)) {
  // Chunks and licences; what else packages carry (schemas of protocols we do not speak) is never read.
  if (!/^(\d+\.index\.js|licenses\.txt)$/.test(name)) continue
  files[name] = source.toString()
}
for (const [name, text] of Object.entries(files)) {
  if (!name.endsWith('.js')) {
    writeFileSync(join(out, name), licencesOnce(text))
    continue
  }
  // ncc leaves chunks as they are; esbuild makes them half as large.
  const { code: small } = transformSync(text, {
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    legalComments: 'none',
  })
  writeFileSync(join(out, name), small)
}
for (const entry of ['action', 'post', 'cli']) {
  const shebang = entry === 'cli' ? '#!/usr/bin/env node\n' : ''
  writeFileSync(join(out, `${entry}.js`), `${shebang}require('./main.js').entries.${entry}()\n`, {
    mode: entry === 'cli' ? 0o755 : 0o644,
  })
}
// The repository's own package.json says "module"; the bundle is CommonJS, which dockerode's tree needs.
writeFileSync(join(out, 'package.json'), '{ "type": "commonjs" }\n')

const sizes = readdirSync(out).map((name) => [name, statSync(join(out, name)).size])
for (const [name, bytes] of sizes) console.log(`${String(bytes).padStart(9)}  ${name}`)
console.log(`${String(sizes.reduce((sum, [, bytes]) => sum + bytes, 0)).padStart(9)}  in all`)

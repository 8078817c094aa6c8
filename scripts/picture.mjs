// Shows Markdown as GitHub would show a comment, as pictures: node scripts/picture.mjs report.md [out-prefix]
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { marked } from 'marked'

const require = createRequire(import.meta.url)
const widthPx = 900

const page = (html, css, theme) => `<!doctype html>
<html data-theme="${theme}"><head><meta charset="utf-8"><style>${css}
  body { margin: 0; padding: 24px; background: ${theme === 'dark' ? '#0d1117' : '#ffffff'}; }
  .markdown-body { max-width: ${widthPx - 48}px; border: 1px solid ${theme === 'dark' ? '#30363d' : '#d0d7de'};
    border-radius: 6px; padding: 16px; font-size: 14px; box-sizing: border-box; }
</style></head><body><article class="markdown-body">${html}</article></body></html>`

/** Chromium's own profile and nothing of the network. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--virtual-time-budget=2000',
]

async function run(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const printed = []
  child.stdout.on('data', (chunk) => printed.push(chunk))
  const code = await new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', done)
  })
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}`)
  return Buffer.concat(printed).toString()
}

/** The height a page takes, so that the picture holds all of it: the page measures itself and says so in its title. */
async function heightOf(chromium, profile, html, folder) {
  const probe = join(folder, 'measure.html')
  const script =
    '<script>document.documentElement.setAttribute("data-height", document.body.scrollHeight)</script>'
  await writeFile(probe, html.replace('</body>', `${script}</body>`))
  const dom = await run(chromium, [
    ...flags,
    `--user-data-dir=${profile}`,
    `--window-size=${widthPx},600`,
    '--dump-dom',
    pathToFileURL(probe).href,
  ])
  return Number(/data-height="(\d+)"/.exec(dom)?.[1] ?? 2000)
}

async function picture(markdownFile, prefix, { open }) {
  const chromium = process.env.CHROMIUM ?? 'chromium'
  const markdown = await readFile(markdownFile, 'utf8')
  const rendered = marked.parse(markdown, { gfm: true })
  const html = open ? rendered.replaceAll('<details>', '<details open>') : rendered
  const folder = await mkdtemp(join(tmpdir(), 'picture-'))
  try {
    for (const theme of ['light', 'dark']) {
      const css = await readFile(require.resolve(`github-markdown-css/github-markdown-${theme}.css`), 'utf8')
      const whole = page(html, css, theme)
      const file = join(folder, `${theme}.html`)
      await writeFile(file, whole)
      const profile = join(folder, 'profile')
      const height = await heightOf(chromium, profile, whole, folder)
      const out = resolve(`${prefix}-${theme}.png`)
      await run(chromium, [
        ...flags,
        `--user-data-dir=${profile}`,
        `--window-size=${widthPx},${height}`,
        '--force-device-scale-factor=2',
        `--screenshot=${out}`,
        pathToFileURL(file).href,
      ])
      process.stdout.write(`${out}\n`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const [markdownFile, prefix] = process.argv.slice(2).filter((one) => !one.startsWith('--'))
if (markdownFile === undefined) {
  process.stderr.write('usage: node scripts/picture.mjs <file.md> [out-prefix] [--open]\n')
  process.exitCode = 2
} else {
  await picture(markdownFile, prefix ?? markdownFile.replace(/\.md$/, ''), {
    open: process.argv.includes('--open'),
  })
}

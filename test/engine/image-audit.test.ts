import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import { mainEngine } from '../support/engines.js'
import { foreseen, loadedInside, readSaved } from '../support/loader-oracle.js'

const run = promisify(execFile)
const name = `container-migrate-test-audit-${process.pid}`
const label = `container-migrate.test=${name}`
const bases = ['local/musl:1', 'local/debian:bookworm', 'local/debian-build:bookworm'] as const

let host: string
let folder: string

beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: bases })
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-audit-'))
})

afterAll(async () => {
  const ids = await docker(['image', 'ls', '--quiet', '--all', '--filter', `label=${label}`])
  const all = [...new Set(ids.split('\n').filter(Boolean))]
  if (all.length > 0) await docker(['image', 'rm', '--force', ...all])
  await rm(folder, { recursive: true, force: true })
})

async function docker(args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', ['--host', host, ...args], { maxBuffer: 1e8 })
  return stdout.trim()
}

async function build(
  tag: string,
  dockerfile: readonly string[],
  fill: (context: string) => Promise<void> = async () => {},
) {
  const context = join(folder, tag)
  await mkdir(context)
  await writeFile(join(context, 'Dockerfile'), `${dockerfile.join('\n')}\n`)
  await fill(context)
  const image = `${name}:${tag}`
  await docker(['build', '--quiet', '--label', label, '--tag', image, context])
  return image
}

const loader = [
  '#include <dlfcn.h>',
  '#include <stdio.h>',
  'int main(int n, char **words) {',
  '  void *module = dlopen(words[1], RTLD_NOW);',
  '  puts(module ? "loaded" : dlerror());',
  '  return module == 0;',
  '}',
  '',
].join('\n')

/** npm's own builds of native packages for both C libraries, the smallest there are. */
const modules = [
  '@rollup/rollup-linux-x64-gnu',
  '@rollup/rollup-linux-x64-musl',
  'lightningcss-linux-x64-gnu',
  'lightningcss-linux-x64-musl',
]

async function fetchModules(): Promise<string | undefined> {
  const packed = join(folder, 'packed')
  try {
    await mkdir(packed)
    await run('npm', ['pack', '--silent', ...modules], { cwd: packed })
    for (const one of modules) {
      const [file] = (await readdir(packed)).filter((name) =>
        name.startsWith(one.replace('@', '').replace('/', '-')),
      )
      const target = join(packed, 'node_modules', one)
      await mkdir(target, { recursive: true })
      await run('tar', ['-xzf', join(packed, file ?? ''), '-C', target, '--strip-components=1'])
    }
    return undefined
  } catch (error) {
    return `npm's registry cannot be reached: ${error instanceof Error ? error.message : error}`
  }
}

/** What fails at its start fails with a code and words, not with an exception here. */
async function start(image: string, ...args: readonly string[]): Promise<{ ok: boolean; said: string }> {
  try {
    const said = await docker(['run', '--rm', '--label', label, '--network', 'none', image, ...args])
    return { ok: true, said }
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    return { ok: false, said: `${stdout} ${stderr}` }
  }
}

/** What of it cannot be loaded or started; how safe it is, is another matter. */
async function audited(image: string) {
  const { findings } = await readSaved(image, host)
  return findings.filter(({ tag }) => tag === 'image-binary' || tag === 'image-start')
}

async function compareLoaders(image: string) {
  const read = await readSaved(image, host)
  const ours = new Map([...foreseen(read)].map(([path, { lines }]) => [path, lines]))
  return { read, ours, theirs: await loadedInside(image, host, read) }
}

const sources = [
  'RUN echo "int deep(void) { return 7; }" >deep.c',
  'RUN echo "int deep(void); int mid(void) { return deep(); }" >mid.c',
  'RUN echo "int mid(void); int main(void) { return mid() - 7; }" >main.c',
]

/** Programs and libraries that find each other in every way there is, and in some not. */
function ways(gcc: string): readonly string[] {
  const link = (out: string, flags: string) =>
    `RUN ${gcc} -o ${out} main.c -L. -lmid -Wl,--allow-shlib-undefined ${flags}`
  return [
    'FROM local/debian-build:bookworm',
    'WORKDIR /opt/bin',
    ...sources,
    `RUN ${gcc} -shared -fPIC -o libdeep.so -Wl,-soname,libdeep.so.1 deep.c && ln -s libdeep.so libdeep.so.1`,
    `RUN ${gcc} -shared -fPIC -o libmid.so mid.c -L. -ldeep`,
    link('none', ''),
    link('rpath', `-Wl,--disable-new-dtags,-rpath,'$ORIGIN/../own'`),
    link('runpath', `-Wl,--enable-new-dtags,-rpath,'$ORIGIN/../own'`),
    link('braces', `-Wl,--disable-new-dtags,-rpath,'\${ORIGIN}/../../opt/own:/nowhere'`),
    link('lib', `-Wl,--disable-new-dtags,-rpath,'/opt/$LIB'`),
    link('both', `-Wl,--enable-new-dtags,-rpath,'$ORIGIN/../own' -Wl,--no-as-needed -ldeep`),
    'RUN mkdir -p ../own ../lib/x86_64-linux-gnu && mv lib*.so* ../own && cp -a ../own/. ../lib/x86_64-linux-gnu && rm *.c',
  ]
}

describe('the loading of every program, foretold', () => {
  beforeAll(async () => {
    for (const gcc of ['gcc', 'musl-gcc']) await build(`ways-${gcc}`, ways(gcc))
  })

  it.each(['local/debian:bookworm', 'local/debian-build:bookworm'])(
    'is what the loader in %s says, file by file',
    async (image) => {
      const { ours, theirs } = await compareLoaders(image)
      expect(theirs.size).toBeGreaterThan(200)
      expect(ours).toEqual(theirs)
    },
  )

  it.each([
    ['search paths', []],
    ['a library path of the image', ['ENV LD_LIBRARY_PATH=/none:/opt/own']],
    ['the cache', ['RUN echo /opt/own >/etc/ld.so.conf.d/own.conf && ldconfig']],
    ['a cache that was not renewed', ['RUN ldconfig && echo /opt/own >/etc/ld.so.conf.d/own.conf']],
    ['a library that is gone', ['RUN rm /opt/own/libdeep.so.1']],
    [
      'a default folder',
      ['RUN cp /opt/own/libmid.so /usr/lib && cp /opt/own/libdeep.so.1 /lib/x86_64-linux-gnu'],
    ],
  ] as const)('is what glibc says with %s', async (how, lines) => {
    const first = ['FROM local/debian:bookworm', `COPY --from=${name}:ways-gcc /opt /opt`]
    const image = await build(`glibc-${how.replaceAll(' ', '-')}`, [...first, ...lines])
    const { ours, theirs } = await compareLoaders(image)
    expect([...theirs.keys()].filter((path) => path.startsWith('/opt/'))).toHaveLength(6)
    expect(ours).toEqual(theirs)
  })

  it.each([
    ['search paths', []],
    ['a library path of the image', ['ENV LD_LIBRARY_PATH=/none:/opt/own']],
    ['a path file', ['RUN printf "/lib:/opt/own" >/etc/ld-musl-x86_64.path']],
    ['a library that is gone', ['RUN rm /opt/own/libdeep.so.1']],
    [
      'a default folder',
      [
        'RUN mkdir -p /usr/local/lib && cp /opt/own/libmid.so /usr/local/lib && cp /opt/own/libdeep.so.1 /lib',
      ],
    ],
  ] as const)('is what musl says with %s', async (how, lines) => {
    const first = ['FROM local/musl:1', `COPY --from=${name}:ways-musl-gcc /opt /opt`]
    const image = await build(`musl-${how.replaceAll(' ', '-')}`, [...first, ...lines])
    const { ours, theirs } = await compareLoaders(image)
    expect(theirs.size).toBe(6)
    expect(ours).toEqual(theirs)
  })
})

describe('native modules of npm', () => {
  let absent: string | undefined
  beforeAll(async () => {
    absent = await fetchModules()
    for (const gcc of ['gcc', 'musl-gcc'])
      await build(
        `loader-${gcc}`,
        ['FROM local/debian-build:bookworm', 'COPY loader.c /', `RUN ${gcc} -o /load /loader.c`],
        (context) => writeFile(join(context, 'loader.c'), loader),
      )
  })

  it.for([
    ['local/debian:bookworm', 'gcc', '@rollup/rollup-linux-x64-gnu', undefined],
    ['local/debian:bookworm', 'gcc', '@rollup/rollup-linux-x64-musl', 'other-libc'],
    ['local/debian:bookworm', 'gcc', 'lightningcss-linux-x64-gnu', undefined],
    ['local/debian:bookworm', 'gcc', 'lightningcss-linux-x64-musl', 'other-libc'],
    ['local/musl:1', 'musl-gcc', '@rollup/rollup-linux-x64-gnu', 'other-libc'],
    ['local/musl:1', 'musl-gcc', '@rollup/rollup-linux-x64-musl', undefined],
    ['local/musl:1', 'musl-gcc', 'lightningcss-linux-x64-gnu', 'other-libc'],
    // It asks for libgcc_s.so.1, which a small base does not have.
    ['local/musl:1', 'musl-gcc', 'lightningcss-linux-x64-musl', 'library-absent'],
  ] as const)('in %s, loaded by what %s built: %s', async ([base, gcc, one, kind], { skip }) => {
    skip(absent !== undefined, absent)
    const image = await build(
      `module-${gcc}-${one.replace(/\W/g, '-')}`,
      [
        `FROM ${base}`,
        `COPY --from=${name}:loader-${gcc} /load /load`,
        'COPY node_modules /app/node_modules',
      ],
      (context) =>
        cp(join(folder, 'packed/node_modules', one), join(context, 'node_modules', one), { recursive: true }),
    )
    const [file = ''] = (await readdir(join(folder, 'packed/node_modules', one))).filter((at) =>
      at.endsWith('.node'),
    )
    const findings = await audited(image)
    expect(findings.map((finding) => 'kind' in finding && finding.kind)).toEqual(kind ? [kind] : [])
    if (kind !== undefined)
      expect(findings).toMatchObject([{ level: 'warn', package: { from: 'npm', name: one } }])
    const { said } = await start(image, '/load', `/app/node_modules/${one}/${file}`)
    // All that it still asks for is Node itself.
    expect(/napi_\w+/.test(said) ? 'loaded' : said).toMatch(kind === undefined ? /^loaded$/ : /librar|file/)
  })

  it('are no matter where the build for the other C library lies beside them', async ({ skip }) => {
    skip(absent !== undefined, absent)
    const image = await build(
      'modules-both',
      ['FROM local/musl:1', 'COPY node_modules /app/node_modules'],
      (context) =>
        cp(join(folder, 'packed/node_modules/@rollup'), join(context, 'node_modules/@rollup'), {
          recursive: true,
        }),
    )
    expect(await audited(image)).toEqual([])
  })
})

describe('a program that was linked against a newer C library', () => {
  it('is refused by the loader with the version that the finding names', async () => {
    const made = await build('version', [
      ...ways('gcc'),
      'RUN echo "int main(void) { return 0; }" >new.c && gcc -o new new.c',
    ])
    const container = await docker(['create', '--label', label, made])
    const program = join(folder, 'new')
    await docker(['cp', `${container}:/opt/bin/new`, program])
    await docker(['rm', container])
    const bytes = await readFile(program)
    const at = bytes.indexOf('GLIBC_2.34\0', 0, 'latin1')
    expect(at).toBeGreaterThan(0)
    bytes.write('GLIBC_2.99', at, 'latin1')
    await writeFile(program, renameHash(bytes, 'GLIBC_2.34', 'GLIBC_2.99'), { mode: 0o755 })
    const image = await build(
      'newer',
      ['FROM local/debian:bookworm', 'COPY new /new', 'ENTRYPOINT ["/new"]'],
      (context) => cp(program, join(context, 'new')),
    )
    expect(await audited(image)).toMatchObject([
      {
        kind: 'version-absent',
        level: 'fail',
        wanted: 'GLIBC_2.99',
        has: 'GLIBC_2.36',
        paths: ['new'],
        isStarted: true,
      },
    ])
    const { ok, said } = await start(image)
    expect(ok).toBe(false)
    expect(said).toContain("version `GLIBC_2.99' not found")
  })
})

/** Loaders compare the hash of a version's name before the name. */
function renameHash(bytes: Buffer, from: string, to: string): Buffer {
  const at = bytes.indexOf(hashOf(from))
  hashOf(to).copy(bytes, at)
  return bytes
}

function hashOf(name: string): Buffer {
  let hash = 0
  for (const byte of Buffer.from(name)) {
    hash = (hash * 16 + byte) >>> 0
    const high = (hash & 0xf0000000) >>> 0
    hash = ((hash ^ (high >>> 24)) & ~high) >>> 0
  }
  const four = Buffer.alloc(4)
  four.writeUInt32LE(hash)
  return four
}

describe('an image that does not start', () => {
  const debian = 'FROM local/debian:bookworm'
  const musl = 'FROM local/musl:1'
  it.each([
    ['absent', [musl, 'ENTRYPOINT ["/app/server"]'], 'program-absent'],
    ['absent-by-name', [musl, 'CMD ["serve"]'], 'program-absent'],
    ['relative', [musl, 'WORKDIR /app', 'COPY --chmod=755 start.sh .', 'CMD ["./start.sh"]'], undefined],
    ['folder', [musl, 'RUN mkdir /server', 'CMD ["/server"]'], 'program-is-folder'],
    ['no-bit', [musl, 'COPY --chmod=644 start.sh /', 'CMD ["/start.sh"]'], 'program-not-executable'],
    ['dangling', [musl, 'RUN ln -s /gone /server', 'CMD ["/server"]'], 'program-absent'],
    ['no-shell', ['FROM scratch', 'COPY start.sh /', 'CMD echo hello'], 'shell-absent'],
    ['shell-form', [musl, 'CMD cd / && A=b exec nothing --port 1'], 'command-absent'],
    ['no-user', [musl, 'USER somebody', 'CMD ["/bin/sh"]'], 'user-absent'],
    ['number', [musl, 'USER 4711', 'CMD ["/bin/sh"]'], undefined],
    ['no-group', [debian, 'USER root:somebody', 'CMD ["/bin/sh"]'], 'group-absent'],
    [
      'windows',
      [musl, 'COPY --chmod=755 windows.sh /start.sh', 'CMD ["/start.sh"]'],
      'script-carriage-return',
    ],
    ['bash', [musl, 'COPY --chmod=755 bash.sh /start.sh', 'CMD ["/start.sh"]'], 'script-interpreter-absent'],
    ['env', [musl, 'COPY --chmod=755 env.sh /start.sh', 'CMD ["/start.sh"]'], 'script-interpreter-absent'],
    ['no-mark', [musl, 'COPY --chmod=755 mark.sh /start.sh', 'CMD ["/start.sh"]'], 'program-without-format'],
    ['no-mark-in-a-shell', [musl, 'COPY --chmod=755 mark.sh /start.sh', 'CMD exec /start.sh'], undefined],
    ['empty', [musl, 'RUN : > /start && chmod +x /start', 'CMD ["/start"]'], 'program-without-format'],
    [
      'a-folder-for-a-shell',
      [musl, "RUN printf '#!/etc\\n' > /start && chmod +x /start", 'CMD ["/start"]'],
      'script-interpreter-absent',
    ],
    [
      'given-absent',
      [musl, 'COPY --chmod=755 given.sh /', 'ENTRYPOINT ["/given.sh"]', 'CMD ["serve"]'],
      'script-command-absent',
    ],
    [
      'given-no-bit',
      [
        musl,
        'COPY --chmod=755 given.sh /',
        'COPY --chmod=644 start.sh /',
        'ENTRYPOINT ["/given.sh", "/start.sh"]',
      ],
      'program-not-executable',
    ],
    ['given', [musl, 'COPY --chmod=755 given.sh /', 'ENTRYPOINT ["/given.sh"]', 'CMD ["true"]'], undefined],
    ['fine', [debian, 'CMD exec sleep 0'], undefined],
  ] as const)('is foretold, and none that does: %s', async (tag, lines, kind) => {
    const image = await build(`start-${tag}`, lines, async (context) => {
      const scripts = {
        start: '#!/bin/sh\n',
        windows: '#!/bin/sh\r\n',
        bash: '#!/bin/bash\n',
        env: '#!/usr/bin/env node\n',
        mark: '\n#!/bin/sh\n',
        given: '#!/bin/sh\nset -e\nexec "$@"\n',
      }
      for (const [file, content] of Object.entries(scripts))
        await writeFile(join(context, `${file}.sh`), content)
    })
    const findings = await audited(image)
    const failing = findings.filter(({ level }) => level === 'fail')
    expect(failing.map((finding) => 'kind' in finding && finding.kind)).toEqual(kind ? [kind] : [])
    const { ok, said } = await start(image)
    expect({ ok, said }).toMatchObject({ ok: kind === undefined })
  })
})

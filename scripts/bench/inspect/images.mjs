// Two images as they grow in real life: fat Debian bases with copies, permission changes, removals and replaced folders on
// top. They stay on the engine under a tag made of their recipe, so that only the first run builds them.
import { createHash } from 'node:crypto'
import { run } from '../../engine/run.mjs'
import { BENCH_LABEL } from '../services.mjs'

export const INSPECT_BASES = ['local/debian-fat-one:bookworm', 'local/debian-fat-other:bookworm']

const [ONE, OTHER] = INSPECT_BASES

const DOCKERFILES = {
  one: `FROM ${ONE} AS full
RUN rm -rf /usr/lib/go-1.19/pkg/linux_amd64 /usr/share/go-1.19/src /usr/share/go-1.19/test
FROM scratch
COPY --from=full / /
RUN cp -a /usr/lib/python3.11 /opt/python
RUN chmod -R g+w /usr/lib/git-core /opt/python
RUN rm -rf /usr/share/cmake-3.25/Help /usr/share/perl
RUN mkdir /srv/app && cp -a /usr/include /srv/app/include
RUN rm -rf /srv/app/include && mkdir /srv/app/include && echo new > /srv/app/include/only
RUN for file in /usr/bin/git*; do cp "$file" /tmp/again && cat /tmp/again > "$file"; done; rm -f /tmp/again
RUN rm -rf /opt/python && cp -a /usr/lib/gcc /opt/python
RUN head -c 20000000 /dev/urandom > /srv/app/model && head -c 20000000 /dev/zero > /srv/app/empty
RUN rm /srv/app/empty && chmod 600 /srv/app/model
`,
  other: `FROM ${OTHER} AS full
RUN rm -rf /usr/lib/llvm-14/lib/*.a /usr/lib/gcc/x86_64-linux-gnu/12/cc1plus /usr/lib/gcc/x86_64-linux-gnu/12/lto1
FROM scratch
COPY --from=full / /
RUN cp -a /usr/share/vim /opt/editor && chmod -R a+r /opt/editor
RUN rm -rf /usr/share/vim
RUN chmod -R g+w /usr/lib/python3.11
RUN mkdir /srv/app && cp /usr/bin/vim.nox /srv/app/core
RUN cat /usr/bin/git >> /srv/app/core
RUN rm -rf /opt/editor && mkdir /opt/editor && echo replaced > /opt/editor/read-me
RUN ln /srv/app/core /srv/app/core-again && ln -s core /srv/app/link
RUN rm -rf /usr/lib/llvm-14/lib/python* /usr/lib/ruby
`,
}

/** Four times the first: as many files again, three times. */
const fourfold = (one) => `FROM ${one}
RUN cp -a /usr /opt/usr-2
RUN cp -a /usr /opt/usr-3
RUN cp -a /usr /opt/usr-4
`

const build = async (name, dockerfile, env, log) => {
  const hash = createHash('sha256').update(dockerfile).digest('hex').slice(0, 12)
  const tag = `container-migrate-bench/inspect-${name}:${hash}`
  const known = await run('docker', ['image', 'inspect', tag], { env, check: false })
  if (known.code === 0) return tag
  log(`inspect: building ${tag}`)
  await run('docker', ['build', '--quiet', '--label', `${BENCH_LABEL}=inspect`, '--tag', tag, '-'], {
    env,
    input: dockerfile,
  })
  return tag
}

export const ensureImages = async (env, log) => {
  const one = await build('one', DOCKERFILES.one, env, log)
  const other = await build('other', DOCKERFILES.other, env, log)
  return { one, other, fourfold: await build('fourfold', fourfold(one), env, log) }
}

// Four images as a monorepo has them: two services on one Debian base, two on one musl base, each with layers of its own.
import { run } from '../../../engine/run.mjs'
import { BENCH_LABEL } from '../../services.mjs'

const [DEBIAN, MUSL] = ['local/debian:bookworm', 'local/musl:1']
export const TRAVEL_BASES = [DEBIAN, MUSL]

const dockerfile = (base, steps, id) =>
  [`FROM ${base}`, ...steps.map((step) => `RUN ${step}`), `LABEL ${BENCH_LABEL}=${id}`, ''].join('\n')

const IMAGES = {
  'debian-api': [DEBIAN, ['mkdir /app && cp -a /usr/share /app/vendor', 'echo 1 > /app/version']],
  'debian-web': [DEBIAN, ['mkdir /app && cp -a /usr/lib /app/vendor', 'echo 2 > /app/version']],
  'musl-api': [MUSL, ['mkdir /app && cp -a /bin /app/vendor', 'echo 1 > /app/version']],
  'musl-web': [MUSL, ['mkdir /app && cp -a /lib /app/vendor', 'echo 2 > /app/version']],
}

/** Their names by what they are; gone again with everything else of this bench. */
export const buildImages = async (env, id) => {
  const tags = {}
  for (const [name, [base, steps]] of Object.entries(IMAGES)) {
    tags[name] = `container-migrate-bench/${id}:${name}`
    const args = ['build', '--quiet', '--tag', tags[name], '-']
    await run('docker', args, { env, input: dockerfile(base, steps, id) })
  }
  return tags
}

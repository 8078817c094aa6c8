import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const BENCH_LABEL = 'container-migrate.bench'
export const BASE = 'local/musl:1'

/**
 * A small HTTP service that ends at SIGTERM at once: as process 1, a bare httpd would ignore it, and every `docker stop` of the
 * script would take ten seconds. The label comes last, so that the layers before it are cached from run to run.
 */
const dockerfile = (run, extra) => `FROM ${BASE}
RUN mkdir -p /www && printf '{"status":"healthy"}' > /www/health
${extra.map((line) => `RUN ${line}\n`).join('')}LABEL ${BENCH_LABEL}=${run}
CMD ["sh", "-c", "trap 'exit 0' TERM; busybox httpd -f -p 8000 -h /www & wait"]
`

const config = (pairs) => `version: 1
services:
  web:
    samples: { min: ${pairs}, max: ${pairs} }
    baseline: { dockerfile: baseline.Dockerfile }
    candidate: { dockerfile: candidate.Dockerfile }
    run: { port: 8000 }
    ready: { http: /health, timeout: 30s }
    smoke:
      api:
        - http: GET /health
          status: 200
`

export const configFile = (pairs) => `compare-${pairs}.yml`

/** Both variants and a config for each number of pairs. The baseline carries the 4 MB that the migration drops. */
export const writeServices = (folder, run, pairCounts) => {
  const ballast = 'head -c 4000000 /dev/zero > /usr/lib/ballast'
  writeFileSync(join(folder, 'baseline.Dockerfile'), dockerfile(run, [ballast]))
  writeFileSync(join(folder, 'candidate.Dockerfile'), dockerfile(run, []))
  for (const pairs of pairCounts) writeFileSync(join(folder, configFile(pairs)), config(pairs))
}

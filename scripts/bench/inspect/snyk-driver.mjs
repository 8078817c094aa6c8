// Runs inside the folder that snyk-docker-plugin was installed into: the OS packages of one saved archive, nothing more.
import { createRequire } from 'node:module'

const { scan } = createRequire(import.meta.url)('snyk-docker-plugin')
const { scanResults } = await scan({ path: `docker-archive:${process.argv[2]}`, 'exclude-app-vulns': true })
const graph = scanResults.flatMap(({ facts }) => facts).find(({ type }) => type === 'depGraph')
process.stdout.write(`${graph.data.getDepPkgs().length}\n`)

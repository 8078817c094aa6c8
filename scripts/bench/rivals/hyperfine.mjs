// hyperfine times a command to its end, so the server ends as soon as it is ready.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { install } from '../../engine/apt.mjs'
import { canRun } from '../../engine/capabilities.mjs'
import { BENCH_LABEL } from '../services.mjs'
import { truthOf } from '../truth-server/testimony.mjs'
import { runTool, wallHere } from './command.mjs'
import { ratesOfMeans, reportedTime } from './rates.mjs'

const STARTS = 10

const testimonies = (text) =>
  text
    .split('begun ')
    .slice(1)
    .map((part) => ({ askedAt: wallHere(Number.parseInt(part, 10) / 1e6), truth: truthOf(part) }))

export const findHyperfine = async ({ stand, settings, folder }) => {
  if (!(await canRun('hyperfine'))) await install(['hyperfine'])
  const said = join(folder, 'hyperfine.log')
  const figures = join(folder, 'hyperfine.json')
  const container = `docker run --rm --label ${BENCH_LABEL}=${stand.id} --env READY_EXIT=1 --env WORK=${settings.WORK} ${stand.image}`
  const command = `date '+begun %s%N' >> ${said}; ${container} >> ${said}`
  return [
    {
      name: `hyperfine, ${STARTS} runs each`,
      take: async () => {
        rmSync(said, { force: true })
        const args = ['--style', 'none', '--runs', String(STARTS), '--export-json', figures, command]
        await runTool('hyperfine', args, { stand, folder })
        const [{ times }] = JSON.parse(readFileSync(figures, 'utf8')).results
        const told = testimonies(readFileSync(said, 'utf8'))
        // It runs a command once more where that told it something; the last ones are those that it counts.
        return told.slice(-times.length).map((one, run) => ({ ...one, reportedMs: 1000 * times[run] }))
      },
      rates: (starts, random) => ratesOfMeans(starts, STARTS, { reported: reportedTime, random }),
    },
  ]
}

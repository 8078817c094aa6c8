import { renderCapacity } from '../../core/report/render-capacity.js'
import { capacity } from '../capacity.js'
import { makeRunId } from '../compare.js'
import type { CapacityLine } from '../line/capacity.js'
import { loadConfig } from '../load-config.js'
import { terminalOptions } from './abilities.js'
import { withProgress } from './with-progress.js'

export async function capacityInTerminal(line: CapacityLine, cwd: string): Promise<number> {
  const file = line.config === undefined ? {} : { file: line.config }
  const config = await loadConfig({ cwd, ...file, inputs: {}, services: line.services })
  const { record, exitCode } = await withProgress(config, (signal, onProgress) =>
    capacity({ config, runId: makeRunId(), cwd, env: process.env, max: line.max, signal, onProgress }),
  )
  const shown = line.json ? `${JSON.stringify(record, null, 2)}\n` : renderCapacity(record, terminalOptions())
  process.stdout.write(shown)
  return exitCode
}

import type { Config } from '../../core/domain/config.js'
import { UsageError } from '../../core/domain/errors.js'
import { renderDiagnoses } from '../../core/report/render-diagnoses.js'
import { doctor, type Unread } from '../doctor.js'
import type { DoctorLine } from '../line/housekeeping.js'
import { loadConfig, NothingToCompare } from '../load-config.js'

export async function doctorInTerminal(line: DoctorLine, cwd: string): Promise<number> {
  const { diagnoses, exitCode } = await doctor({
    cwd,
    env: process.env,
    config: await configOrReason(line, cwd),
  })
  process.stdout.write(line.json ? `${JSON.stringify(diagnoses, null, 2)}\n` : renderDiagnoses(diagnoses))
  return exitCode
}

async function configOrReason(line: DoctorLine, cwd: string): Promise<Config | Unread> {
  try {
    const file = line.config === undefined ? {} : { file: line.config }
    return await loadConfig({ cwd, ...file, inputs: {}, services: line.services })
  } catch (error) {
    if (error instanceof NothingToCompare) return { unread: error.message, because: 'none' }
    if (error instanceof UsageError) return { unread: error.message, because: 'wrong' }
    throw error
  }
}

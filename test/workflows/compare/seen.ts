import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord } from '../../../src/core/domain/record.js'
import type { JobReport, RunResult } from '../runner/run/result.js'

/** What a user finds after a run. */

export const colours = ({ jobs }: RunResult): Readonly<Record<string, string>> =>
  Object.fromEntries(jobs.map(({ name, result }) => [name.replace(/^migration \/ /, ''), result]))

export function jobNamed({ jobs }: RunResult, name: string): JobReport {
  const found = jobs.find((job) => job.name === `migration / ${name}`)
  if (found === undefined) throw new Error(`no ${name} among ${jobs.map((job) => job.name).join(', ')}`)
  return found
}

export const reportJob = (result: RunResult): JobReport => jobNamed(result, 'report')

/** From the artifact that the report job kept. */
export function recordOf({ artifacts }: RunResult): RunRecord {
  const artifact = artifacts.find(({ name }) => name.endsWith('-record'))
  const file = artifact?.files.find((path) => path.endsWith('record.json'))
  if (artifact === undefined || file === undefined) throw new Error('no record was kept')
  return JSON.parse(readFileSync(join(artifact.folder, file), 'utf8')) as RunRecord
}

/** Of a job that is not green: what it says. */
export const told = ({ annotations }: JobReport): readonly string[] =>
  annotations.map(({ level, message }) => `${level}: ${message}`)

export const verdictsOf = (result: RunResult): Readonly<Record<string, string>> =>
  Object.fromEntries(recordOf(result).judgement.services.map(({ service, verdict }) => [service, verdict]))

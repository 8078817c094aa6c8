import type { Config } from '../core/domain/config.js'
import { UsageError } from '../core/domain/errors.js'
import { renderDiagnoses } from '../core/report/render-diagnoses.js'
import { renderSummary } from '../core/report/render-summary.js'
import { renderTerminal, type TerminalOptions } from '../core/report/render-terminal.js'
import { makeReport } from '../core/report/report.js'
import { requireWritable, writeWhole } from '../files/write-file.js'
import { takesColor } from '../terminal/abilities.js'
import type { CapacityLine, CommandLine, CompareLine } from './command-line.js'
import { type CompareOutcome, compare, makeRunId } from './compare.js'
import { defaultParallel } from './default-parallel.js'
import { doctor, type Unread } from './doctor.js'
import { loadConfig, NothingToCompare } from './load-config.js'
import { withProgress } from './with-progress.js'

type Line = Exclude<CommandLine, { readonly command: 'version' | 'help' }>

/** Runs a command for somebody at a terminal: progress on standard error, the answer on standard output. */
export async function runInTerminal(line: Line): Promise<number> {
  const cwd = process.cwd()
  switch (line.command) {
    case 'compare':
      return compareInTerminal(line, cwd)
    case 'inspect': {
      const { inspectInTerminal } = await import('./inspect-in-terminal.js')
      return inspectInTerminal(line, cwd)
    }
    case 'capacity':
      return capacityInTerminal(line, cwd)
    case 'doctor':
      return doctorInTerminal(line, cwd)
    case 'init': {
      const { init } = await import('./init.js')
      const { text, exitCode } = await init({ cwd, print: line.print })
      process.stdout.write(text)
      return exitCode
    }
    case 'clean': {
      const { clean } = await import('./clean.js')
      const { text, exitCode } = await clean({
        env: process.env,
        all: line.all,
        ...(line.run === undefined ? {} : { run: line.run }),
      })
      process.stdout.write(text)
      return exitCode
    }
  }
}

async function compareInTerminal(line: CompareLine, cwd: string): Promise<number> {
  const config = await loadConfig({
    cwd,
    ...(line.config === undefined ? {} : { file: line.config }),
    inputs: line.inputs,
    services: line.services,
  })
  if (line.record !== undefined) await requireWritable(line.record)
  const outcome = await withProgress(config, (signal, onProgress) =>
    compare({
      config,
      runId: makeRunId(),
      cwd,
      env: process.env,
      parallel: line.parallel ?? defaultParallel(),
      keep: line.keep,
      subject: {},
      signal,
      onProgress,
    }),
  )
  // The answer first: what follows may fail, and a run of minutes must not be lost for it.
  process.stdout.write(show(outcome, line.show))
  if (line.record !== undefined) await writeWhole(line.record, `${JSON.stringify(outcome.record, null, 2)}\n`)
  return outcome.exitCode
}

function show({ record }: CompareOutcome, how: CompareLine['show']): string {
  if (how === 'json') return `${JSON.stringify(record, null, 2)}\n`
  if (how === 'markdown') return renderSummary(makeReport(record))
  return renderTerminal(makeReport(record), terminalOptions())
}

async function capacityInTerminal(line: CapacityLine, cwd: string): Promise<number> {
  const file = line.config === undefined ? {} : { file: line.config }
  const config = await loadConfig({ cwd, ...file, inputs: {}, services: line.services })
  const [{ capacity }, { renderCapacity }] = await Promise.all([
    import('./capacity.js'),
    import('../core/report/render-capacity.js'),
  ])
  const { record, exitCode } = await withProgress(config, (signal, onProgress) =>
    capacity({ config, runId: makeRunId(), cwd, env: process.env, max: line.max, signal, onProgress }),
  )
  const shown = line.json ? `${JSON.stringify(record, null, 2)}\n` : renderCapacity(record, terminalOptions())
  process.stdout.write(shown)
  return exitCode
}

function terminalOptions(): TerminalOptions {
  const isTerminal = process.stdout.isTTY === true
  return {
    color: isTerminal && takesColor(process.env),
    width: isTerminal ? process.stdout.columns || 100 : 100,
  }
}

async function doctorInTerminal(line: Extract<Line, { command: 'doctor' }>, cwd: string): Promise<number> {
  const { diagnoses, exitCode } = await doctor({
    cwd,
    env: process.env,
    config: await configOrReason(line, cwd),
  })
  process.stdout.write(line.json ? `${JSON.stringify(diagnoses, null, 2)}\n` : renderDiagnoses(diagnoses))
  return exitCode
}

async function configOrReason(
  line: Extract<Line, { command: 'doctor' }>,
  cwd: string,
): Promise<Config | Unread> {
  try {
    const file = line.config === undefined ? {} : { file: line.config }
    return await loadConfig({ cwd, ...file, inputs: {}, services: line.services })
  } catch (error) {
    if (error instanceof NothingToCompare) return { unread: error.message, because: 'none' }
    if (error instanceof UsageError) return { unread: error.message, because: 'wrong' }
    throw error
  }
}

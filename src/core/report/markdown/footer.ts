import { quantity } from '../../findings/quantity.js'
import { escapeCode, escapeText } from '../escape-markdown.js'
import type { Report } from '../report.js'
import type { Section } from './section.js'
import { details } from './table.js'

/** Where the numbers come from: the machine, the formulas, and what was assumed. */
export function footerSections(report: Report): readonly Section[] {
  const machine = machineLines(report)
  return [
    ...(report.assumptions.length === 0
      ? []
      : [
          {
            name: 'assumptions',
            markdown: details(
              'Assumed where the configuration leaves it open',
              bullets(report.assumptions.map((one) => escapeText(one))),
            ),
          },
        ]),
    ...(machine.length === 0
      ? []
      : [{ name: 'machine and formulas', markdown: details('Machine and formulas', bullets(machine)) }]),
  ]
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n')

function machineLines({ machine, formulas: all }: Report): readonly string[] {
  const formulas = all.map(formulaLine)
  if (!machine) return formulas
  return [
    `${escapeText(machine.platform)}, kernel ${escapeText(machine.kernel)}, ${machine.cpus} × ${escapeText(machine.cpuModel)}, ${quantity(machine.memoryBytes, 'bytes')} memory`,
    engineLine(machine),
    ...formulas,
    'change: what the pairs come to where baseline and candidate were sampled in turn (the middle by signed scores), else candidate ÷ baseline − 1',
  ]
}

/** One formula for each metric, and both where the variants are measured in different ways. */
const formulaLine = ({ label, hows }: Report['formulas'][number]): string => {
  const distinct = [...new Set(hows.map(({ how }) => how))]
  if (distinct.length === 1) return `${label}: ${escapeCode(distinct[0] ?? '')}`
  return `${label}: ${hows.map(({ role, how }) => `${role} ${escapeCode(how)}`).join(', ')}`
}

const engineLine = (machine: NonNullable<Report['machine']>): string =>
  machine.engineVersion === undefined
    ? 'no engine: every variant is a process'
    : `engine ${escapeText(machine.engineVersion)} (API ${escapeText(machine.apiVersion ?? '')}), ${machine.store} image store, ${escapeText(machine.storageDriver ?? '')}, cgroup ${machine.cgroup}, built by ${escapeText(machine.builder ?? '')}`

/** The last line: which run this is. Only an address that looks like one becomes a link. */
export function runLine({ run, subject, services, shards, toolVersion }: Report): string {
  const sha = subject.sha ? ` of ${escapeCode(subject.sha.slice(0, 7))}` : ''
  const took = `${quantity(run.durationMs, 'ms')}`
  const link =
    subject.runUrl && /^https?:\/\/[\w.:/-]+$/.test(subject.runUrl)
      ? `[this run](${subject.runUrl})`
      : 'this run'
  if (services.length === 0)
    return `<sub>nothing to measure${sha}, says ${link} · container-migrate ${escapeText(toolVersion)}</sub>`
  return `<sub>baseline → candidate${sha}, ${shards ? 'each comparison taken side by side on one machine, all' : 'measured side by side on one machine'} in ${took} by ${link} · container-migrate ${escapeText(toolVersion)}</sub>`
}

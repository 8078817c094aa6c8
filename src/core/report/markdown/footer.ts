import { metricInfo } from '../../domain/metric.js'
import { roles } from '../../domain/variant.js'
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

function machineLines({ machine, services }: Report): readonly string[] {
  const hows = new Map(
    services.flatMap(({ details: sides }) =>
      roles.flatMap((role) =>
        sides[role].series.flatMap(({ metric, how }) =>
          how === undefined ? [] : [[metricInfo[metric].label, how] as const],
        ),
      ),
    ),
  )
  const formulas = [...hows].map(([label, how]) => `${label}: ${escapeCode(how)}`)
  if (!machine) return formulas
  return [
    `${escapeText(machine.platform)}, kernel ${escapeText(machine.kernel)}, ${machine.cpus} × ${escapeText(machine.cpuModel)}, ${quantity(machine.memoryBytes, 'bytes')} memory`,
    `engine ${escapeText(machine.engineVersion)} (API ${escapeText(machine.apiVersion)}), ${machine.store} image store, ${escapeText(machine.storageDriver)}, cgroup ${machine.cgroup}, built by ${escapeText(machine.builder)}`,
    ...formulas,
    'change: what the pairs come to where baseline and candidate were sampled in turn (Hodges and Lehmann, Winsorized), else candidate ÷ baseline − 1',
  ]
}

/** The last line: which run this is. Only an address that looks like one becomes a link. */
export function runLine({ run, subject, toolVersion }: Report): string {
  const sha = subject.sha ? ` of ${escapeCode(subject.sha.slice(0, 7))}` : ''
  const took = `${quantity(run.durationMs, 'ms')}`
  const link =
    subject.runUrl && /^https?:\/\/[\w.:/-]+$/.test(subject.runUrl)
      ? `[this run](${subject.runUrl})`
      : 'this run'
  return `<sub>baseline → candidate${sha}, measured side by side on one machine in ${took} by ${link} · container-migrate ${escapeText(toolVersion)}</sub>`
}

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseCommandLine } from '../../src/commands/command-line.js'

const page = readFileSync(new URL('../../docs/MANY-RUNNERS.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
  language,
  text,
}))
const textsOf = (language: string) =>
  blocks.filter((one) => one.language === language).map(({ text }) => text)

interface Job {
  readonly stage?: string
  readonly script?: readonly string[]
  readonly needs?: readonly string[]
  readonly extends?: string
  readonly parallel?: number
  readonly rules?: readonly { readonly when?: string }[]
  readonly artifacts?: { readonly when?: string; readonly paths: readonly string[] }
}

const [gitlab] = textsOf('yaml').map((text) => parse(text, { strict: true }) as Record<string, Job>)
const { stages, ...jobs } = gitlab as unknown as { readonly stages: readonly string[] } & Record<string, Job>
const scripts = Object.values(jobs).flatMap(({ script = [] }) => script)

/** What a shell would hand over of a line like these: words, quotes and one redirection. */
function argumentsOf(line: string): readonly string[] {
  const variables: Readonly<Record<string, string>> = { CI_NODE_INDEX: '3', CI_NODE_TOTAL: '8' }
  const [command = ''] = line.replace(/ #.*$/, '').split(' > ')
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)]
    .map(([, quoted, plain]) => quoted ?? plain ?? '')
    .map((word) => word.replaceAll(/\$(\w+)/g, (_, name: string) => variables[name] ?? name))
    .map((word) => word.replace(/^N(?=\/|$)/, '3'))
}

const commandLines = [
  ...textsOf('sh')
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.startsWith('container-migrate '))
    .map((line) => argumentsOf(line).slice(1)),
  ...scripts.filter((line) => line.includes('cli.js')).map((line) => argumentsOf(line).slice(2)),
  // In prose a command may be told by a part of it; `plan` needs nothing else.
  ...[...page.matchAll(/`(plan [^`]+)`/g)].map(([, line = '']) => argumentsOf(line)),
]

describe('docs/MANY-RUNNERS.md', () => {
  it('has commands that are taken as they stand', () => {
    const commands = commandLines.map((argv) => parseCommandLine(argv).command)
    expect(commands.length).toBeGreaterThanOrEqual(9)
    expect(new Set(commands)).toEqual(new Set(['plan', 'build', 'measure', 'report']))
  })

  it('has a pipeline whose jobs need jobs of earlier stages and inherit what is there', () => {
    for (const [name, job] of Object.entries(jobs)) {
      if (name.startsWith('.')) continue
      expect(stages).toContain(job.stage)
      expect(Object.keys(jobs)).toContain(job.extends)
      for (const needed of job.needs ?? []) {
        const earlier = stages.indexOf(jobs[needed]?.stage ?? '')
        expect(earlier).toBeGreaterThanOrEqual(0)
        expect(earlier).toBeLessThan(stages.indexOf(job.stage ?? ''))
      }
    }
  })

  it('has as many jobs as the plan has shards, and keeps what a failed one wrote', () => {
    const measure = Object.values(jobs).find(({ parallel }) => parallel !== undefined)
    const plan = scripts.map(argumentsOf).find((words) => words.includes('plan')) ?? []
    expect(Number(plan[plan.indexOf('--shards') + 1])).toBe(measure?.parallel)
    expect(measure?.artifacts?.when).toBe('always')
    const reports = Object.values(jobs).filter(({ stage }) => stage === 'report')
    expect(reports.map(({ rules }) => rules?.map(({ when }) => when))).toEqual([['always']])
  })

  it('writes what later jobs take to where they take it', () => {
    const kept = Object.values(jobs).flatMap(({ artifacts }) => artifacts?.paths ?? [])
    const report = scripts.map(argumentsOf).find((words) => words.includes('report')) ?? []
    const taken = report.slice(report.indexOf('report') + 1, report.indexOf('--record'))
    expect(taken).toHaveLength(2)
    for (const path of taken) expect(kept).toContain(path)
  })
})

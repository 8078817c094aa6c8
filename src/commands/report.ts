import { relative, resolve } from 'node:path'
import { judge } from '../core/budgets/judge.js'
import { UsageError } from '../core/domain/errors.js'
import type { PlanDocument } from '../core/domain/plan.js'
import type { RunRecord } from '../core/domain/record.js'
import type { PartFile, PlanFile, Refusal } from '../core/record/merge/refusal.js'
import { mergeParts, type UnjudgedRecord } from '../core/record/merge-parts.js'
import { parseAny } from '../core/record/parse-any.js'
import { type JsonFile, readJsonFiles } from '../files/json-files.js'
import { exitCodeOf } from './exit-code.js'
import { version } from './version.js'

export interface ReportRequest {
  /** The plan and the parts of its shards, or one whole run record; files, or folders that hold some. */
  readonly files: readonly string[]
  readonly cwd: string
}

export interface ReportOutcome {
  readonly record: RunRecord
  readonly plan?: PlanDocument
  readonly exitCode: number
}

/** Puts together what several machines found and judges it once; a whole record is judged again. No engine is asked. */
export async function report(request: ReportRequest): Promise<ReportOutcome> {
  const { wholes, plans, parts, refusals } = await readAll(request)
  if (refusals.length > 0) throw refused(refusals)
  const [whole] = wholes
  const { record, plan } = whole === undefined ? await mergeAll(plans, parts) : onlyOne(whole, wholes, parts)
  const judged: RunRecord = { ...record, judgement: judge(record.facts, record.config) }
  return { record: judged, ...(plan && { plan }), exitCode: exitCodeOf(judged) }
}

interface Read {
  readonly wholes: readonly WholeFile[]
  readonly plans: readonly PlanFile[]
  readonly parts: readonly PartFile[]
  readonly refusals: readonly Refusal[]
}

interface WholeFile {
  readonly file: string
  readonly record: RunRecord
}

/** One file after the other: of each only what it says is kept. */
async function readAll({ files, cwd }: ReportRequest): Promise<Read> {
  const wholes: WholeFile[] = []
  const plans: PlanFile[] = []
  const parts: PartFile[] = []
  const refusals: Refusal[] = []
  const seen = new Set<string>()
  for await (const one of readJsonFiles(files.map((file) => resolve(cwd, file)))) {
    if (seen.has(one.path)) continue
    seen.add(one.path)
    const file = relative(cwd, one.path) || one.path
    const parsed = parse(one)
    if (parsed.is === 'record') wholes.push({ file, record: parsed.record })
    else if (parsed.is === 'plan') plans.push({ file, plan: parsed.plan })
    else if (parsed.is === 'part') parts.push({ file, part: parsed.part })
    else if (parsed.is === 'refused')
      refusals.push({
        files: [file],
        why: parsed.why,
        fix: 'leave it out, or fetch it again if it was cut short',
      })
  }
  return { wholes, plans, parts, refusals }
}

const parse = (file: JsonFile): ReturnType<typeof parseAny> =>
  file.outcome === 'read' ? parseAny(file.document) : { is: 'refused', why: file.why }

async function mergeAll(
  plans: readonly PlanFile[],
  parts: readonly PartFile[],
): Promise<{ readonly record: UnjudgedRecord; readonly plan: PlanDocument }> {
  if (plans.length === 0 && parts.length === 0)
    throw new UsageError(
      'there is nothing to report: no plan, no part of one and no run record among these files',
    )
  const tool = { name: 'container-migrate', version } as const
  const merged = mergeParts({ plans, parts, tool, at: new Date().toISOString() })
  if (merged.outcome === 'refused') throw refused(merged.refusals)
  return merged
}

function onlyOne(
  whole: WholeFile,
  wholes: readonly WholeFile[],
  parts: readonly PartFile[],
): { readonly record: RunRecord; readonly plan?: PlanDocument } {
  if (wholes.length === 1 && parts.length === 0) return { record: whole.record }
  const others = [...wholes.slice(1), ...parts].map(({ file }) => file)
  throw refused([
    {
      files: [whole.file, ...others],
      why: 'a whole run record is a run by itself, and these are more',
      fix: 'give it alone, or the plan with the parts of its shards',
    },
  ])
}

/** So many are told; a folder of something else has thousands. */
const mostTold = 10
const mostFiles = 4

function refused(refusals: readonly Refusal[]): UsageError {
  const told = refusals.slice(0, mostTold).map(({ files, why, fix }) => {
    const named = files.slice(0, mostFiles).join(', ')
    const more = files.length > mostFiles ? ` and ${files.length - mostFiles} more` : ''
    return `${named === '' ? '' : `${named}${more}: `}${why}\n  try: ${fix}`
  })
  const rest = refusals.length - told.length
  return new UsageError(
    ['these files do not make one run', ...told, ...(rest > 0 ? [`and ${rest} more like these`] : [])].join(
      '\n',
    ),
  )
}

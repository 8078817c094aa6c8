import type { HttpCheck } from '../core/domain/check.js'
import type { Service } from '../core/domain/config.js'
import type { CellFact, CheckFact } from '../core/domain/facts.js'
import { compareAnswers } from '../core/smoke/same.js'
import type { CellRun } from './cell-run.js'

/** Checks with `same` need both variants' answers, so they are settled here, once all cells have run: the candidate's fails. */
export function compareAcrossVariants(runs: readonly CellRun[], services: readonly Service[]): CellFact[] {
  return runs.map(({ cell, runs: own }) => {
    if (cell.role !== 'candidate' || cell.revision === 'base') return cell
    const suite = services
      .find(({ name }) => name === cell.service)
      ?.smoke.find(({ name }) => name === cell.suite)
    const other = runs.find(
      (run) =>
        run.cell.role === 'baseline' && run.cell.service === cell.service && run.cell.suite === cell.suite,
    )
    const checks = cell.checks.map((fact, index): CheckFact => {
      const check = suite?.checks[index]
      const [baseline, candidate] = [other?.runs[index]?.answer, own[index]?.answer]
      if (check?.by !== 'http' || baseline === undefined || candidate === undefined) return fact
      return settle(fact, check, compareAnswers(check, baseline, candidate))
    })
    return { ...cell, checks }
  })
}

function settle(fact: CheckFact, check: HttpCheck, differences: readonly string[]): CheckFact {
  if (fact.outcome !== 'passed' || check.same.length === 0 || differences.length === 0) return fact
  const message = `differs from the baseline's answer: ${differences[0]}`
  const { output = [], ...rest } = fact
  const tail = [...differences.slice(1), ...output]
  return { ...rest, outcome: 'failed', failure: { reason: 'expectation', message, tail } }
}

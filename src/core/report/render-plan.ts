import type { PlanDocument } from '../domain/plan.js'
import { count } from '../findings/quantity.js'
import { unitNamer } from '../plan/unit-names.js'
import { printable } from './escape-terminal.js'
import type { TerminalOptions } from './render-terminal.js'
import { type Paint, painter } from './terminal/paint.js'
import { wrap } from './terminal/wrap.js'

/** For somebody who wants to see what would run where, before anything does. */
export function renderPlan(plan: PlanDocument, { color, width }: TerminalOptions): string {
  const paint = painter(color)
  const columns = Math.max(40, width)
  const lines = [
    ...wrap(`${paint.strong(headline(plan))}${timing(plan)}`, columns),
    ...scopeLines(plan).flatMap((line) => wrap(line, columns, '  ')),
    '',
    ...runnerLines(plan, paint, columns),
    ...travelLines(plan).flatMap((line) => wrap(line, columns, '  ')),
    paint.quiet(`plan ${plan.id}`),
  ]
  return `${lines.join('\n')}\n`
}

function headline({ config, shards, builds }: PlanDocument): string {
  const services = config.services.length
  if (services === 0) return 'No service is in this run'
  const built =
    builds.length === 0
      ? ''
      : `, after ${count(builds.length, 'runner')} that ${builds.length === 1 ? 'builds' : 'build'} for others`
  return `${count(services, 'service')} on ${count(shards.length, 'shard')}${built}`
}

function timing({ builds, shards, config }: PlanDocument): string {
  if (config.services.length === 0) return ''
  const longest = (list: PlanDocument['builds'] | PlanDocument['shards']) =>
    Math.max(0, ...list.map(({ estimateMs }) => estimateMs))
  return `: ${roughly(longest(builds) + longest(shards))} if all run at once`
}

function scopeLines({ scope, unchanged, config }: PlanDocument): readonly string[] {
  const against =
    scope.mergeBase === undefined ? '' : ` since the merge base ${printable(scope.mergeBase).slice(0, 12)}`
  const why = {
    all: 'Every service of the config.',
    asked: 'The services that were asked for.',
    changed: `${config.services.length} of ${count(config.services.length + unchanged.length, 'service')} changed${against}.`,
  }[scope.by]
  return [
    why,
    ...(scope.note === undefined ? [] : [printable(scope.note)]),
    ...(unchanged.length === 0
      ? []
      : [`Unchanged${against}, so not in this run: ${unchanged.map(printable).join(', ')}`]),
  ]
}

function runnerLines(plan: PlanDocument, paint: Paint, columns: number): readonly string[] {
  const nameUnits = unitNamer(plan)
  const rows = [
    ...plan.builds.map(({ number, services, estimateMs }) => ({
      title: `build ${number}/${plan.builds.length}`,
      estimate: roughly(estimateMs),
      names: services,
    })),
    ...plan.shards.map((shard) => ({
      title: `shard ${shard.number}/${plan.shards.length}`,
      estimate: shard.units.length === 0 ? '' : roughly(shard.estimateMs),
      names: nameUnits(shard),
    })),
  ]
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length))
  const titleWidth = widest(rows.map(({ title }) => title))
  const estimateWidth = widest(rows.map(({ estimate }) => estimate))
  const indent = ' '.repeat(titleWidth + estimateWidth + 6)
  const lines = rows.flatMap(({ title, estimate, names }) => {
    const held =
      names.length === 0
        ? paint.quiet('nothing to do: writes an empty part')
        : names.map(printable).join(', ')
    return wrap(
      `  ${title.padEnd(titleWidth)}  ${estimate.padStart(estimateWidth)}  ${held}`,
      columns,
      indent,
    )
  })
  return lines.length === 0 ? [] : [...lines, '']
}

function travelLines({ travel, builds }: PlanDocument): readonly string[] {
  if (travel === undefined) return []
  const services = builds.flatMap((build) => build.services).map(printable)
  const by = travel.by === 'archive' ? 'as files' : `by ${printable(travel.repository)}`
  return [
    `Measured on several shards, so built once, and the images travel ${by}: ${services.join(', ')}`,
    '',
  ]
}

/** No more than is known of it. */
function roughly(ms: number): string {
  const seconds = Math.max(5, Math.round(ms / 5_000) * 5)
  if (seconds < 90) return `about ${seconds} s`
  const minutes = Math.round(ms / 60_000)
  return minutes < 120 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`
}

import type { Diagnosis } from '../domain/diagnosis.js'
import { printable } from './escape-terminal.js'

const mark = { good: '✓', warn: '!', bad: '✗' } as const

export function renderDiagnoses(diagnoses: readonly Diagnosis[]): string {
  const lines = diagnoses.flatMap(({ level, message, fix }) => [
    ...message.split('\n').map((line, index) => `${index === 0 ? mark[level] : ' '} ${printable(line)}`),
    ...(fix === undefined ? [] : [`    fix: ${printable(fix)}`]),
  ])
  const bad = diagnoses.filter(({ level }) => level === 'bad').length
  const verdict =
    bad === 0 ? 'this machine is ready' : `${bad} ${bad === 1 ? 'thing' : 'things'} to mend first`
  return `${[...lines, '', verdict].join('\n')}\n`
}

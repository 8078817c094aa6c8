import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const action = new URL('../../action.yml', import.meta.url)

/** README's tables of inputs and outputs, from the action's own manifest. */
export const readmeTables = {
  file: 'README.md',
  make: async (_, current = '') => {
    const { inputs, outputs } = parse(readFileSync(action, 'utf8'))
    const inputRows = Object.entries(inputs).map(([name, { description, default: standard }]) => [
      `\`${name}\``,
      description,
      standard === undefined || standard === '' ? '' : `\`${standard}\``,
    ])
    const outputRows = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description])
    return [
      ['inputs', table(['input', 'what it is', 'default'], inputRows)],
      ['outputs', table(['output', 'what it is'], outputRows)],
    ].reduce((text, [name, markdown]) => between(text, name, markdown), current)
  },
}

function table(heads, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}

function between(text, name, markdown) {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md has no ${begin} … ${end}`)
  return `${text.slice(0, from + begin.length)}\n${markdown}\n${text.slice(to)}`
}

/** A package's entry in what ncc gathers: its name, its licence's short name, the text. */
const entryStart = /\n\n(?=[@\w./-]+\n(?:MIT|ISC|Apache|BSD|\(|0BSD|BlueOak|Unlicense)[^\n]*\n)/

/** Each licence text once, below the names of all packages whose it is: many are the same to the last word. */
export function licencesOnce(gathered) {
  const byText = new Map()
  for (const entry of gathered.split(entryStart)) {
    const [name, licence, ...lines] = entry.split('\n')
    const key = [licence, ...lines.join(' ').split(/\s+/)].join(' ')
    const same = byText.get(key)
    if (same) same.names.push(name)
    else byText.set(key, { names: [name], text: [licence, ...lines].join('\n').trimEnd() })
  }
  return [...byText.values()].map(({ names, text }) => `${names.join('\n')}\n${text}\n`).join('\n')
}

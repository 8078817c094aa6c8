// What `readelf -dV` says of the same files, cut down to what a loader needs: libraries and the versions wanted of each.

const sectionNeeds = /^Version needs section/
const sectionOther = /^(?:Version (?:symbols|definition)|Dynamic section|No version|There is no|This file)/
const file = /^File: (.*)$/
const needed = /\(NEEDED\)\s+Shared library: \[(.*)\]/
const ofLibrary = /^\s*(?:0x)?[0-9a-f]+: Version: \d+\s+File: (\S+)\s+Cnt: \d+/
const version = /^\s*(?:0x)?[0-9a-f]+:\s+Name: (\S+)\s+Flags:/

export const parseReadelf = (text) => {
  const found = new Map()
  let one
  let library
  let inNeeds = false
  for (const line of text.split('\n')) {
    const path = file.exec(line)?.[1]
    if (path !== undefined) {
      one = { needed: [], requires: [] }
      found.set(path, one)
      inNeeds = false
    } else if (sectionNeeds.test(line)) inNeeds = true
    else if (sectionOther.test(line)) inNeeds = false
    const lib = needed.exec(line)?.[1]
    if (lib !== undefined) one.needed.push(lib)
    if (!inNeeds) continue
    library = ofLibrary.exec(line)?.[1] ?? library
    const name = version.exec(line)?.[1]
    if (name !== undefined) one.requires.push(`${library} ${name}`)
  }
  return found
}

/** The files that both sides tell differently. */
export const differences = (facts, text) => {
  const theirs = parseReadelf(text)
  return facts.filter(([path, libraries, requires]) => {
    const other = theirs.get(path) ?? { needed: [], requires: [] }
    return (
      libraries.join() !== other.needed.sort().join() || requires.join() !== [...other.requires].sort().join()
    )
  })
}

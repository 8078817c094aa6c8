/**
 * Which Debian release carries a current engine for which older one: its packages must need no newer libc than
 * the older release has.
 */
export const NEWER_RELEASE = { bookworm: 'trixie' }

const fieldsOf = (stanza) => {
  const fields = new Map()
  let name
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue
    const field = /^([A-Za-z-]+):(.*)$/.exec(line)
    if (field) {
      name = field[1]
      fields.set(name, field[2].trim())
    } else if (name && /^\s/.test(line)) fields.set(name, `${fields.get(name)}\n${line}`)
  }
  return fields
}

const parseStanzas = (text) =>
  text
    .replaceAll(/^#.*\n?/gm, '')
    .split(/\n\s*\n/)
    .map(fieldsOf)
    .filter((fields) => /\bdeb\b/.test(fields.get('Types') ?? '') && fields.get('Enabled') !== 'no')

const OPTION_FIELDS = { 'signed-by': 'Signed-By', arch: 'Architectures', trusted: 'Trusted' }

const parseOneLine = (line) => {
  const entry = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.replace(/#.*/, '').trim())
  if (!entry) return undefined
  const [, options = '', uri, suite, components] = entry
  const fields = new Map([
    ['Types', 'deb'],
    ['URIs', uri],
    ['Suites', suite],
    ['Components', components.trim()],
  ])
  for (const option of options.split(/\s+/)) {
    const [name, value] = option.split('=')
    const field = OPTION_FIELDS[name.toLowerCase()]
    if (field && value) fields.set(field, value.replaceAll(',', ' '))
  }
  return fields
}

/** The package sources that one file of /etc/apt declares, in either of apt's two formats. */
export const parseSources = (name, text) =>
  name.endsWith('.sources')
    ? parseStanzas(text)
    : text
        .split('\n')
        .map(parseOneLine)
        .filter((fields) => fields !== undefined)

const withSuites = (fields, suites) =>
  [...fields, ['Types', 'deb'], ['Suites', suites.join(' ')]].reduce(
    (merged, [name, value]) => merged.set(name, value),
    new Map(),
  )

const renderStanza = (fields) => [...fields].map(([name, value]) => `${name}: ${value}`).join('\n')

/**
 * The machine's own mirrors, under their own keys, asked for `target` instead of `release`. Other vendors' sources
 * are left out: whether they answer is not our concern.
 */
export const deriveSources = (declared, release, target) =>
  declared
    .map((fields) => {
      const suites = (fields.get('Suites') ?? '').split(/\s+/)
      const own = suites.filter((suite) => suite === release || suite.startsWith(`${release}-`))
      return { fields, suites: own.map((suite) => suite.replace(release, target)) }
    })
    .filter(({ suites }) => suites.length > 0)
    .map(({ fields, suites }) => renderStanza(withSuites(fields, suites)))
    .join('\n\n')

/** Only the named packages may come from the newer release; everything else stays on the machine's own. */
export const renderPins = (newer, packages) =>
  [
    `Package: *\nPin: release n=${newer}*\nPin-Priority: 50`,
    `Package: ${packages.join(' ')}\nPin: release n=${newer}*\nPin-Priority: 600`,
  ].join('\n\n')

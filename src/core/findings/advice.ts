import type { Advice } from '../domain/image/advice.js'
import type { SizedPath } from '../domain/image/context.js'
import type { Leftover } from '../domain/image/insight.js'
import type { Place } from '../domain/variant.js'
import type { Told } from './prose.js'
import { count, quantity } from './quantity.js'
import { code, type Text, text } from './text.js'

type Of<Kind extends Advice['kind']> = Extract<Advice, { kind: Kind }>
type Prose = { readonly [Kind in Advice['kind']]: (advice: Of<Kind>) => Told }

export const tellAdvice = (advice: Advice): Told => (prose[advice.kind] as (one: Advice) => Told)(advice)

const bytes = (value: number): string => quantity(value, 'bytes')

const named = (paths: readonly SizedPath[]): Text =>
  paths.flatMap(({ path, sizeBytes }, index) => [
    ...(index === 0 ? [] : [', ']),
    code(path),
    ` (${bytes(sizeBytes)})`,
  ])

const layer = (index: number, place?: Place): Text =>
  place?.line === undefined
    ? text`layer ${index + 1}`
    : text`layer ${index + 1} (${code(`${place.file}:${place.line}`)})`

/** All prose about advice. A new kind without its text does not compile. */
const prose: Prose = {
  'removed-later': ({ savedBytes, files, layer: from, by, place, byPlace, largest }) => ({
    title: text`${bytes(savedBytes)}: ${count(files, 'file')} of ${layer(from, place)} removed only in ${layer(by, byPlace)}`,
    explanation: text`The image carries ${files === 1 ? 'it' : 'them'} all the same: ${named(largest)}.`,
    fix: text`Remove them in the same instruction that makes them; of a COPY, leave them out or make them in an earlier stage.`,
  }),
  'replaced-later': ({ savedBytes, files, layer: from, by, place, byPlace, largest }) => ({
    title: text`${bytes(savedBytes)}: ${count(files, 'file')} of ${layer(from, place)} written anew in ${layer(by, byPlace)}`,
    explanation: text`The image carries both: ${named(largest)}.`,
    fix: text`Write them once: join the two instructions, or do the first in an earlier stage and copy the result.`,
  }),
  rewritten: ({ savedBytes, files, layer: from, by, place, byPlace, largest }) => ({
    title: text`${bytes(savedBytes)}: ${count(files, 'file')} of ${layer(from, place)} again in ${layer(by, byPlace)} with another mode or owner only`,
    explanation: text`A ${code('chmod')} or ${code('chown')} in an instruction of its own stores the whole file a second time: ${named(largest)}.`,
    fix: text`Give the files their mode and owner where they come in: ${code('COPY --chmod=… --chown=…')}, or in the same RUN.`,
  }),
  leftover: ({ savedBytes, leftover, layer: index, place, largest, byCommand }) => ({
    title: text`${bytes(savedBytes)}: ${leftovers[leftover].what} in ${layer(index, place)}`,
    explanation: text`The largest: ${named(largest)}.`,
    fix: (byCommand && leftovers[leftover].fixOfCommand) || leftovers[leftover].fix,
  }),
  'ignore-line': ({ savedBytes, ignore, file }) => ({
    title: text`${bytes(savedBytes)} less build context: ${code(ignore.line)} in ${code(file)}`,
    explanation: text`It leaves out ${count(ignore.files, 'file')}: ${because[ignore.kind]}.`,
  }),
}

const because = {
  'version-control': 'the history of the repository, which no command of the Dockerfile asks for',
  'virtual-environment': 'an environment of this machine; the Dockerfile installs its own',
  'node-modules': 'what was installed on this machine; the Dockerfile installs its own',
  cache: 'caches of this machine',
  'not-copied': 'what no COPY or ADD takes in',
} as const

interface LeftoverText {
  readonly what: string
  readonly fix: Text
  /** Where a command made it and an ignore file can do nothing. */
  readonly fixOfCommand?: Text
}

const leftovers: Readonly<Record<Leftover['kind'], LeftoverText>> = {
  'apt-lists': {
    what: 'lists of apt',
    fix: text`End the same RUN with ${code('rm -rf /var/lib/apt/lists/*')}, or mount a cache there.`,
  },
  'apt-archives': {
    what: 'caches of apt',
    fix: text`End the same RUN with ${code('apt-get clean')}, or mount a cache at ${code('/var/cache/apt')}.`,
  },
  'apk-cache': { what: 'the cache of apk', fix: text`Use ${code('apk add --no-cache')}.` },
  'dnf-cache': { what: 'the cache of dnf', fix: text`End the same RUN with ${code('dnf clean all')}.` },
  'pip-cache': { what: 'the cache of pip', fix: text`Use ${code('pip install --no-cache-dir')}.` },
  'npm-cache': {
    what: 'the cache of npm',
    fix: text`End the same RUN with ${code('npm cache clean --force')}, or mount a cache at ${code('/root/.npm')}.`,
  },
  'other-cache': {
    what: 'caches',
    fix: text`Remove them in the same RUN, or mount a cache there: ${code('RUN --mount=type=cache,target=…')}.`,
  },
  'build-tools': {
    what: 'build tools',
    fix: text`Build in a stage of its own and copy only the result into the last one; or install, build and remove in one RUN.`,
  },
  'docs-and-locales': {
    what: 'documentation and locales',
    fix: text`Keep them out when packages are installed (Debian: ${code('path-exclude')} in ${code('/etc/dpkg/dpkg.cfg.d')}), or remove them in the same RUN.`,
  },
  'version-control': {
    what: 'the history of the repository',
    fix: text`Name ${code('.git')} in the ignore file of the build.`,
    fixOfCommand: text`Remove ${code('.git')} in the RUN that makes it, or clone in an earlier stage and copy the files.`,
  },
  'virtual-environments': {
    what: 'an environment or node_modules that came with the context',
    fix: text`Name it in the ignore file of the build, and install in the image.`,
  },
}

import type { Package } from '../../core/domain/image/insight.js'
import type { ImageConfig } from '../image-config.js'
import type { ImageView } from '../view/image-view.js'
import type { LevelledMatter } from './audit-start.js'
import { namesIn, userNumber } from './find-user.js'
import { findProgram } from './program.js'
import { startedFiles } from './started.js'

/** What programs of this image take for granted and small images leave out. Told only where such a program is there. */
export function auditExpectations(
  view: ImageView,
  config: ImageConfig,
  packages: readonly Package[],
): readonly LevelledMatter[] {
  const started = [...startedFiles(view, config)]
  const runs = (name: RegExp): string | undefined =>
    started.map(({ path }) => `/${path}`).find((path) => name.test(path))
  const startsGo = started.find(({ entry }) => entry.captured?.goBuild !== undefined)?.path
  const has = (name: string): string | undefined => {
    const found = findProgram(name, view, config)
    return found.outcome === 'found' ? `/${found.file.path}` : undefined
  }
  const python = runs(/\/python[\d.]*$/)
  const bundlesCertificates =
    python !== undefined && packages.some(({ from, name }) => from === 'python' && name === 'certifi')
  const speaksTls =
    (bundlesCertificates ? undefined : python) ??
    has('curl') ??
    has('git') ??
    runs(/\/(?:ruby|php|php-fpm)[\d.]*$/) ??
    (startsGo && `/${startsGo}`)
  const user = userNumber(view, config)
  const temporary = view.resolve('/tmp')
  const usesTemporary = python ?? runs(/\/(?:java|node|ruby|php)[\d.]*$/)
  const asksForUser = has('ssh') ?? has('git')
  const matters: (LevelledMatter | undefined)[] = [
    speaksTls !== undefined && !hasCertificates(view, config)
      ? { kind: 'certificates-absent', level: 'note', wanted: '/etc/ssl/certs', by: speaksTls }
      : undefined,
    absentTimeZone(view, config, runs(/\/(?:node|java)$/) !== undefined || startsGo !== undefined, packages),
    asksForUser !== undefined && user !== undefined && user !== 0 && !hasEntry(view, user)
      ? { kind: 'user-entry-absent', level: 'note', wanted: String(user), by: asksForUser }
      : undefined,
    temporary === undefined && usesTemporary !== undefined && !hasVolume(config, '/tmp')
      ? { kind: 'temporary-folder-absent', level: 'note', wanted: '/tmp', by: usesTemporary }
      : undefined,
    temporary?.kind === 'directory' &&
    user !== undefined &&
    user !== 0 &&
    temporary.uid !== user &&
    (temporary.mode & 0o022) === 0
      ? { kind: 'temporary-folder-closed', level: 'warn', wanted: '/tmp', by: config.user }
      : undefined,
  ]
  return matters.flatMap((one) => one ?? [])
}

const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/ssl/cert.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
]
const namedBy = /^(?:SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|GIT_SSL_CAINFO)=/

function hasCertificates(view: ImageView, { env }: ImageConfig): boolean {
  const folder = view.resolve('/etc/ssl/certs')?.path
  return (
    env.some((one) => namedBy.test(one)) ||
    bundles.some((path) => view.resolve(path) !== undefined) ||
    (folder !== undefined && view.list(folder).length > 0)
  )
}

/** Only where the image asks for one: these programs bring their own zones, or may. */
function absentTimeZone(
  view: ImageView,
  { env }: ImageConfig,
  bringsOwn: boolean,
  packages: readonly Package[],
): LevelledMatter | undefined {
  const zone = env
    .find((one) => one.startsWith('TZ='))
    ?.slice(3)
    .replace(/^:/, '')
  if (zone === undefined || bringsOwn || !/^[A-Z][A-Za-z_]+\/[\w/+-]+$/.test(zone) || zone.startsWith('Etc/'))
    return undefined
  const isThere =
    view.resolve(`/usr/share/zoneinfo/${zone}`) !== undefined ||
    packages.some(({ from, name }) => from === 'python' && name === 'tzdata')
  return isThere ? undefined : { kind: 'time-zone-absent', level: 'warn', wanted: zone }
}

const hasEntry = (view: ImageView, user: number): boolean =>
  namesIn(view, '/etc/passwd')?.some(([, , number]) => number === String(user)) ?? true

const hasVolume = ({ volumes }: ImageConfig, path: string): boolean => volumes.includes(path)

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A database that rpm itself made, with what rpm says is in it. */
export interface RpmDatabase {
  readonly folder: string
  read(name: string): Buffer
  query(format: string): readonly string[]
  python(script: string): void
  [Symbol.dispose](): void
}

export const hasRpm = ['rpm', 'rpmbuild', 'python3'].every((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

const files = Array.from({ length: 300 }, (_, at) => `file-with-a-name-that-takes-some-room-${at}`)

/** Enough packages, and one large enough, that rows need inner pages and go on in other pages. */
const spec = (others: number): string => `
Name: tiny
Version: 1.2.3
Release: 4
Epoch: 2
Summary: one
License: MIT
BuildArch: noarch
%description
one
%install
mkdir -p %{buildroot}/usr/share/tiny %{buildroot}/etc
cd %{buildroot}/usr/share/tiny
touch ${files.join(' ')}
echo configuration > %{buildroot}/etc/tiny.conf
%files
/usr/share/tiny
/etc/tiny.conf
${Array.from({ length: others }, (_, at) => `%package part${at}\nVersion: ${at}.0~rc1\nSummary: part\n%description part${at}\npart\n%files part${at}\n`).join('')}`

export function makeRpmDatabase(others: number): RpmDatabase {
  const root = mkdtempSync(join(tmpdir(), 'rpm-'))
  const folder = join(root, 'db')
  mkdirSync(folder)
  writeFileSync(join(root, 'tiny.spec'), spec(others))
  const run = (program: string, args: readonly string[]) =>
    execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  run('rpmbuild', [
    '-bb',
    '--define',
    `_topdir ${root}/top`,
    '--define',
    'debug_package %{nil}',
    `${root}/tiny.spec`,
  ])
  const built = join(root, 'top/RPMS/noarch')
  const packages = readdirSync(built).map((name) => join(built, name))
  run('rpm', ['--dbpath', folder, '--define', '_db_backend sqlite', '--initdb'])
  run('rpm', ['--dbpath', folder, '-i', '--justdb', '--nodeps', '--noscripts', ...packages])
  return {
    folder,
    read: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : Buffer.alloc(0)),
    query: (format) =>
      run('rpm', ['--dbpath', folder, '-qa', '--qf', format])
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    python: (script) => {
      run('python3', ['-c', script])
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

import { describe, expect, it } from 'vitest'
import { captureFile } from '../../../../src/image/capture/capture-file.js'
import type { ImageContents, LayerEntry } from '../../../../src/image/contents.js'
import { parseImageConfig } from '../../../../src/image/image-config.js'
import { findPackages } from '../../../../src/image/packages/find-packages.js'
import { findSecrets } from '../../../../src/image/secrets/find-secrets.js'
import { withoutSecrets } from '../../../../src/image/secrets/redact.js'
import { secretProbe } from '../../../../src/image/secrets/secret-probe.js'
import type { TarEntry } from '../../../../src/image/tar.js'
import { stackLayers } from '../../../../src/image/view/stack-layers.js'
import { drawn, madeUp, pem } from './made-up.js'

type Files = Readonly<Record<string, string | Buffer | undefined>>

/** What one layer's files become once the probe has seen them; `undefined` deletes. */
const entriesOf = (files: Files): readonly LayerEntry[] =>
  Object.entries(files).map(([path, content]): LayerEntry => {
    const common = { path, mode: 0o644, uid: 0, gid: 0 }
    if (content === undefined) return { ...common, kind: 'whiteout', sizeBytes: 0 }
    const bytes = Buffer.from(content)
    const entry = {
      ...common,
      type: 'file',
      linkPath: '',
      sizeBytes: bytes.length,
      storedBytes: bytes.length,
    }
    const capture = captureFile([secretProbe], path, entry as TarEntry)
    for (let at = 0; at < bytes.length; at += 100) capture.write(bytes.subarray(at, at + 100))
    const captured = capture.end()
    return { ...common, kind: 'file', sizeBytes: bytes.length, ...(captured && { captured }) }
  })

function imageOf(layers: readonly Files[], value: Readonly<Record<string, unknown>> = {}) {
  const contents: ImageContents = {
    image: { layers: [] } as unknown as ImageContents['image'],
    config: parseImageConfig(value),
    layers: layers.map((files, index) => ({ diffId: `sha256:${index}`, entries: entriesOf(files) })),
  }
  return contents
}

function find(layers: readonly Files[], value: Readonly<Record<string, unknown>> = {}) {
  const contents = imageOf(layers, value)
  const view = stackLayers(contents.layers)
  return findSecrets(contents, view, findPackages(view))
}

const kindsIn = (path: string, content: string): readonly string[] =>
  find([{ [path]: content }]).map(({ kind }) => kind)

describe('secrets in files', () => {
  it.each([
    ['private-key', pem()],
    ['private-key', pem('OPENSSH ')],
    ['private-key', pem('')],
    ['private-key', `const key = "${pem('EC ', '\\n')}"`],
    ['gcp-key', JSON.stringify({ type: 'service_account', ['private_' + 'key']: pem('') })],
    ['github-token', `token: ${madeUp.github}`],
    ['github-token', `token: ${madeUp.githubFine}`],
    ['gitlab-token', madeUp.gitlab],
    ['slack-token', `"${madeUp.slack}"`],
    ['npm-token', `TOKEN=${madeUp.npm}`],
    ['pypi-token', madeUp.pypi],
    ['docker-token', madeUp.docker],
    ['stripe-key', `stripe("${madeUp.stripe}")`],
    ['azure-key', `DefaultEndpointsProtocol=https;${madeUp.azure};`],
    ['api-token', `key: ${madeUp.openai}`],
    ['api-token', `key: ${madeUp.google}`],
    ['aws-key', `id = ${madeUp.awsId}\nkey = ${madeUp.awsSecret}\n`],
  ])('finds a %s by its form in any text', (kind, content) => {
    expect(kindsIn('app/server.js', `first line\n${content}\n`)).toEqual([kind])
  })

  it.each([
    ['root/.npmrc', 'registry-login', `//registry.example.org/:_auth${'Token='}${madeUp.password}`],
    ['root/.pypirc', 'registry-login', `[pypi]\nusername = me\npass${'word = '}${madeUp.password}`],
    ['root/.netrc', 'login', `machine example.org login me pass${'word '}${madeUp.password}`],
    [
      'root/.docker/config.json',
      'registry-login',
      JSON.stringify({ auths: { 'r.example.org': { auth: drawn('auth', 24) } } }),
    ],
    ['root/.aws/credentials', 'aws-key', `aws_secret_access${'_key = '}${madeUp.awsSecret}`],
    ['app/.git/config', 'password-in-url', `url = https://me:${madeUp.password}@example.org/x.git`],
    ['app/.env', 'secret-value', `A=1\nDB_PASS${'WORD='}"${madeUp.password}"\n`],
    ['app/.env.production', 'password-in-url', `URL=postgres://me:${madeUp.password}@db/x`],
    ['app/.env', 'secret-value', `DB_PASS${'WORD'} = ${madeUp.password} # ours\n`],
    ['app/.envrc', 'secret-value', `export API_TO${'KEN='}${madeUp.password}\n`],
    ['app/settings.yml', 'json-web-token', `token: ${madeUp.jwt}`],
  ])('finds what %s is known to hold', (path, kind, content) => {
    expect(kindsIn(path, content)).toEqual([kind])
  })

  it.each([
    ['app/a.js', `'gh${'p_'}${'x'.repeat(36)}'`],
    ['app/a.js', `if (text.includes('-----BEGIN PRIVATE ${'KEY'}-----')) fail()`],
    ['app/cert.pem', pem().replaceAll(`PRIVATE ${'KEY'}`, 'CERTIFICATE')],
    ['app/a.js', `const id = '${madeUp.awsId}'`],
    ['app/a.js', `const DB_PASS${'WORD'} = '${madeUp.password}'`],
    ['app/.env', 'PASSWORD=changeme\nTOKEN=${TOKEN}\nAPI_KEY=your-api-key\nSECRET=<secret>\nX_PASS=postgres'],
    ['app/.env', `NEXT_PUBLIC_API_KEY=${madeUp.password}\nTOKEN_FILE=/run/secrets/token`],
    ['app/.env', 'SECRET=/run/secrets/one\nAUTH_TOKEN=https://example.org/token\nMAX_TOKENS=40960000'],
    ['app/.env.example', `DB_PASS${'WORD='}${madeUp.password}`],
    ['root/.npmrc', '//registry.npmjs.org/:_authToken=${NPM_TOKEN}'],
    ['usr/share/doc/x/README', `token: ${madeUp.github}`],
    ['usr/lib/python3.11/test.py', `token = "${madeUp.github}"`],
    ['app/a.js', `const sample = '${madeUp.jwt}'`],
    ['app/program', `\0ELF ${madeUp.github}`],
  ])('leaves in peace what is none: %s', (path, content) => {
    expect(find([{ [path]: content }])).toEqual([])
  })

  it('tells the place, the length and how many there are, and nothing of the value', () => {
    const [found] = find([{}, { 'app/a.txt': `one\ntwo ${madeUp.github}\n${madeUp.github}\n` }])
    expect(found).toEqual({
      tag: 'image-secret',
      level: 'warn',
      kind: 'github-token',
      where: 'file',
      path: 'app/a.txt',
      layer: 1,
      line: 2,
      characters: 40,
      count: 2,
    })
  })

  it('takes a key inside a package for one of its tests', () => {
    expect(find([{ 'app/node_modules/@scope/thing/test/key.pem': pem() }])).toMatchObject([
      { level: 'note', kind: 'private-key', package: '@scope/thing' },
    ])
  })

  it('reads nothing that is larger than a text somebody wrote', () => {
    expect(find([{ 'app/data.txt': `${madeUp.github}\n${'x\n'.repeat(600_000)}` }])).toEqual([])
  })

  it('finds what a later layer deleted or replaced, and which one did', () => {
    const layers = [{}, { 'app/id_rsa': pem(), 'app/.env': `TOKEN=${madeUp.password}` }]
    expect(find([...layers, { 'app/id_rsa': undefined, 'app/.env': 'TOKEN=\n' }])).toEqual([
      expect.objectContaining({ where: 'lower-layer', path: 'app/id_rsa', layer: 1, hiddenBy: 2 }),
      expect.objectContaining({ where: 'lower-layer', path: 'app/.env', layer: 1, hiddenBy: 2 }),
    ])
  })

  it('tells once of a file that a later layer wrote again as it was', () => {
    expect(find([{ 'app/id_rsa': pem() }, { 'app/id_rsa': pem() }])).toMatchObject([
      { where: 'file', layer: 1 },
    ])
  })
})

describe('secrets in the config', () => {
  const { password, github } = madeUp
  const value = {
    config: {
      Env: [
        'PATH=/usr/bin',
        `API_TOKEN=${password}`,
        `URL=redis://me:${password}x@cache:1/0`,
        `MYSQL_PWD=${password}p`,
      ],
      Labels: { note: 'none', 'org.example.token': github },
      Cmd: ['server', '--token', password],
    },
    history: [
      { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
      { created_by: `ENV API_TOKEN=${password}`, empty_layer: true },
      { created_by: `ARG NPM_TOKEN=${github}`, empty_layer: true },
      { created_by: `RUN |1 NPM_TOKEN=${github} /bin/sh -c npm ci # buildkit` },
      { created_by: `RUN |1 NPM_TOKEN=${github} /bin/sh -c npm test # buildkit` },
      { created_by: `RUN /bin/sh -c curl -s -u admin:${password}v http://localhost/` },
      { created_by: `RUN /bin/sh -c curl -H "X-Api-Key: ${password}w" http://localhost/` },
      { created_by: `RUN /bin/sh -c curl -H "Authorization: Bearer ${password}y" https://example.org` },
    ],
  }

  it('finds them in the environment, labels, build arguments and commands, each once', () => {
    expect(
      find([{}, {}, {}, {}, {}, {}], value).map(({ where, kind, name, layer }) => [where, kind, name, layer]),
    ).toEqual([
      ['environment', 'secret-value', 'API_TOKEN', undefined],
      ['environment', 'password-in-url', 'URL', undefined],
      ['environment', 'secret-value', 'MYSQL_PWD', undefined],
      ['label', 'github-token', 'org.example.token', undefined],
      ['build-argument', 'github-token', 'NPM_TOKEN', 1],
      ['history', 'secret-value', undefined, 3],
      ['history', 'secret-value', undefined, 4],
      ['history', 'secret-value', undefined, 5],
    ])
  })

  it('names the variable that holds one, in a text of several lines that a command prints', () => {
    const created_by = `RUN /bin/sh -c printf '[pypi]\\nusername=__token__\\npassword=${madeUp.pypi}\\n' > /root/.pypirc`
    expect(find([{}], { history: [{ created_by }] })).toMatchObject([
      { where: 'history', kind: 'pypi-token', name: 'password' },
    ])
  })

  it('does not take what official images set for one', () => {
    const env = [
      `GPG_KEY=${drawn('gpg', 40).toUpperCase()}`,
      'PYTHON_PIP_VERSION=24.0',
      `PYTHON_SHA256=${'ab12'.repeat(16)}`,
      'POSTGRES_PASSWORD=postgres',
      'NODE_VERSION=22.1.0',
      'JAVA_HOME=/opt/java',
      'SECRET_KEY_BASE=dummy',
      'DB_PASSWORD_FILE=/run/secrets/db',
      'PWD=/app/current1',
    ]
    expect(find([{}], { config: { Env: env } })).toEqual([])
  })

  it('takes the values out of the config before anybody else reads it, wherever they stand again', () => {
    const { config } = withoutSecrets(imageOf([{}], value))
    const told = JSON.stringify(config)
    expect(told).not.toContain(password)
    expect(told).not.toContain(github)
    expect(config.env[1]).toBe('API_TOKEN=[redacted]')
    expect(config.command).toEqual(['server', '--token', '[redacted]'])
    expect(config.history[3]?.createdBy).toBe('RUN |1 NPM_TOKEN=[redacted] /bin/sh -c npm ci # buildkit')
  })
})

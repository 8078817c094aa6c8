import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { extract, type Header } from 'tar-stream'
import { afterEach, describe, expect, it } from 'vitest'
import { packContext } from '../../../../src/docker/build/context-archive.js'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'context-'))
  folders.push(folder)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

async function unpack(context: string, dockerfile: string) {
  const archive = await packContext(context, dockerfile)
  const tar = await buffer(archive.stream)
  const reader = extract()
  reader.end(tar)
  const files = new Map<string, { header: Header; content: string }>()
  for await (const entry of reader) {
    files.set(entry.header.name.replace(/\/$/, ''), {
      header: entry.header,
      content: (await buffer(entry as unknown as AsyncIterable<Buffer>)).toString(),
    })
  }
  return { files, names: [...files.keys()], dockerfile: archive.dockerfile, bytes: archive.bytes(), tar }
}

describe('packContext', () => {
  it('packs all files as root would own them, and counts what it hands out', async () => {
    const context = await folderWith({ Dockerfile: 'FROM x', 'src/main.c': 'int main;', 'src/deep/a': 'a' })
    await symlink('src/main.c', join(context, 'link'))
    const packed = await unpack(context, join(context, 'Dockerfile'))
    expect(packed.names).toEqual(['Dockerfile', 'link', 'src', 'src/deep', 'src/deep/a', 'src/main.c'])
    expect(packed.files.get('link')?.header).toMatchObject({ type: 'symlink', linkname: 'src/main.c' })
    expect([...packed.files.values()].every(({ header }) => header.uid === 0 && header.gid === 0)).toBe(true)
    expect(packed.dockerfile).toBe('Dockerfile')
    expect(packed.bytes).toBe(packed.tar.length)
  })

  it('leaves out what .dockerignore names, but for its exceptions and the files that the engine needs', async () => {
    const context = await folderWith({
      '.dockerignore':
        '# notes\nnode_modules\n*.log\n!keep.log\nout\n!out/app\nbuild\nDockerfile\n.dockerignore\n',
      'build/Dockerfile': 'FROM x',
      'build/other': '',
      'node_modules/a/index.js': '',
      'drop.log': '',
      'keep.log': '',
      'out/app': '',
      'out/app.map': '',
      'src/Main.LOG': '',
    })
    const { names } = await unpack(context, join(context, 'build/Dockerfile'))
    expect(names).toEqual(['.dockerignore', 'build/Dockerfile', 'keep.log', 'out/app', 'src', 'src/Main.LOG'])
  })

  it('takes signs in a pattern for themselves where they are no wildcards', async () => {
    const context = await folderWith({
      '.dockerignore': 'a+b (1).t?t\n',
      'a+b (1).txt': '',
      aab: '',
      Dockerfile: '',
    })
    const { names } = await unpack(context, join(context, 'Dockerfile'))
    expect(names).toEqual(['.dockerignore', 'Dockerfile', 'aab'])
  })

  it("prefers the Dockerfile's own ignore file", async () => {
    const context = await folderWith({
      '.dockerignore': 'a',
      'x.Dockerfile': 'FROM x',
      'x.Dockerfile.dockerignore': 'b',
      a: '',
      b: '',
    })
    const { names } = await unpack(context, join(context, 'x.Dockerfile'))
    expect(names).toContain('a')
    expect(names).not.toContain('b')
  })

  it('brings along a Dockerfile from elsewhere, hidden from COPY', async () => {
    const context = await folderWith({ a: '', b: '', '.dockerignore': 'b' })
    const elsewhere = await folderWith({ Dockerfile: 'FROM elsewhere' })
    const packed = await unpack(context, join(elsewhere, 'Dockerfile'))
    expect(packed.files.get(packed.dockerfile)?.content).toBe('FROM elsewhere')
    expect(packed.files.get('.dockerignore')?.content.split('\n')).toEqual(['b', packed.dockerfile, ''])
    expect(packed.names).not.toContain('b')
    await rm(join(context, '.dockerignore'))
    const { files, dockerfile } = await unpack(context, join(elsewhere, 'Dockerfile'))
    expect(files.get('.dockerignore')?.content.split('\n')).toEqual(['', '.dockerignore', dockerfile, ''])
  })

  it('fails on a pattern that is none, before anything is sent', async () => {
    const context = await folderWith({ '.dockerignore': 'a[b\n', Dockerfile: '' })
    await expect(packContext(context, join(context, 'Dockerfile'))).rejects.toThrow()
  })
})

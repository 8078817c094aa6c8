// The ways by which images get from the engine that made them to one that has nothing of them.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../../engine/run.mjs'

const bytesIn = async (folder) => {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath ?? entry.path, entry.name))).size
  return bytes
}

const sh = (line, env) => run('bash', ['-c', `set -euo pipefail; ${line}`], { env })

/** One archive per image, as people write them by hand. */
const savedWith = (ending, pack, unpack) => ({
  pack: async ({ tags, folder, from }) => {
    for (const [name, tag] of Object.entries(tags))
      await sh(`docker save ${tag} ${pack} > ${join(folder, name)}${ending}`, from)
  },
  unpack: async ({ tags, folder, to }) => {
    for (const name of Object.keys(tags))
      await sh(`${unpack} ${join(folder, name)}${ending} | docker load -q`, to)
  },
  packedBytes: ({ folder }) => bytesIn(folder),
})

const machine = ({ sources, plan, env, runId, cwd }) => {
  const engine = sources.openEngine({ connection: sources.connect(env), runId, cwd, env })
  const signal = new AbortController().signal
  const prepare = async (ref, travelled) => {
    const service = plan.config.services.find(({ name }) => name === ref.service)
    const variant = service[ref.role]
    const prepared = await engine.prepare({
      ref,
      variant,
      signal,
      onLine: () => {},
      ...(travelled && { travelled }),
    })
    if (prepared.fact.failure) throw new Error(`travel: ${prepared.fact.failure.message}`)
    return prepared
  }
  return { engine, prepare, signal }
}

/** The product's own code, without inspecting the images, which every run does anyhow. */
const ours = {
  pack: async ({ sources, plan, refs, folder, from, id, facts }) => {
    const { engine, prepare, signal } = machine({
      sources,
      plan,
      env: from,
      runId: `${id}-from`,
      cwd: folder,
    })
    const sender = await sources.openSender(plan, folder, refs)
    for (const ref of refs) {
      const prepared = await prepare(ref)
      const fact = { ...prepared.fact, ...facts?.get(sources.variantKey(ref)) }
      const sent = await sender.send(prepared, fact, { signal, onLine: () => {} })
      if (sent.outcome === 'failed') throw new Error(`travel: ${sent.failure.message}`)
    }
    engine.close()
    await engine.cleanUp()
  },
  unpack: async ({ sources, plan, refs, folder, to, id }) => {
    const { engine, prepare } = machine({ sources, plan, env: to, runId: `${id}-to`, cwd: folder })
    const { images } = await sources.readTravelled(folder, plan)
    for (const ref of refs) await prepare(ref, images.get(sources.variantKey(ref)))
    engine.close()
  },
  packedBytes: ({ folder }) => bytesIn(folder),
}

/** What a run knows of its images once it has looked into them. */
export const factsOf = ({ images }) =>
  new Map(
    [...images].map(([key, { image }]) => [
      key,
      {
        image: {
          id: image.configDigest,
          platform: image.platform,
          layers: image.diffIds.map((diffId) => ({ diffId })),
        },
      },
    ]),
  )

export const WAYS = {
  'our files': ours,
  'a registry': { ...ours, packedBytes: ({ registry }) => bytesIn(join(registry.folder, 'data')) },
  'docker save': savedWith('.tar', '', 'cat'),
  'docker save | gzip': savedWith('.tar.gz', '| gzip', 'gzip -dc'),
}

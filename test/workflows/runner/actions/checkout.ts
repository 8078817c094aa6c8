import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { NotStoodIn } from '../file/workflow.js'
import { runGit } from '../hub/origin.js'
import { isYes, type StandIn } from './stand-in.js'

const server = 'https://github.com/'

/** Fetches as the action does: one commit, or so many, or all there is; never more than was asked for. */
export const checkout: StandIn = {
  versions: { de0fac2e4500dabe0009e67214ff5f5447ce83dd: 'v6.0.2' },
  inputs: { ref: '', 'fetch-depth': '1', 'persist-credentials': 'true', path: '', clean: 'true' },
  run: async ({ task, inputs }) => {
    const { leg, folders } = task.job
    const { hub, event } = leg.frame.run
    const cwd = resolve(folders.workspace, inputs.path ?? '')
    mkdirSync(cwd, { recursive: true })
    const git = (...args: readonly string[]) => runGit(cwd, args)
    git('init', '-q', '-b', 'main')
    git('remote', 'add', 'origin', `${server}${hub.repository}`)
    // What leads to the repository stands for the credentials: whoever has none finds nothing.
    const way = `url.${hub.origin.url}.insteadOf`
    git('config', way, `${server}${hub.repository}`)
    const { ref, sha } = wanted(inputs.ref ?? '', event)
    const depth = Number(inputs['fetch-depth'])
    if (!Number.isSafeInteger(depth) || depth < 0) throw new Error(`fetch-depth: ${inputs['fetch-depth']}`)
    const target = remoteRef(ref)
    const everything = depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'] : []
    const limit = depth === 0 ? [] : [`--depth=${depth}`]
    git('fetch', '-q', '--no-tags', ...limit, 'origin', ...everything, `+${sha}:${target}`)
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
    git('checkout', '-q', '--force', ...(branch ? ['-B', branch, target] : ['--detach', target]))
    if (!isYes(inputs['persist-credentials'])) {
      git('config', '--unset', way)
      git('config', 'url.file:///no-credentials/.insteadOf', server)
    }
    task.outputs.set('ref', ref)
    task.outputs.set('commit', git('rev-parse', 'HEAD'))
    task.log.tell('info', `HEAD is now at ${git('rev-parse', 'HEAD')}`)
  },
}

const remoteRef = (ref: string): string =>
  ref.startsWith('refs/heads/')
    ? ref.replace('refs/heads/', 'refs/remotes/origin/')
    : ref.replace('refs/', 'refs/remotes/')

/** Without a ref: the commit that the event is about, which of a pull request is the merge with its base. */
function wanted(ref: string, event: { readonly ref: string; readonly sha: string }) {
  if (ref === '') return { ref: event.ref, sha: event.sha }
  if (/^[0-9a-f]{40}$/.test(ref)) return { ref: 'refs/checkout/commit', sha: ref }
  if (ref.startsWith('refs/')) return { ref, sha: ref }
  throw new NotStoodIn(`checkout: this harness knows commits and full names of refs, not ${ref}`)
}

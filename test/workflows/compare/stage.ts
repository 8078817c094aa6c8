import { type GithubStandIn, startGithub } from '../../support/github/server.js'
import { tokens } from '../../support/github/tokens.js'
import { root } from '../../support/workflow-files.js'
import { pullRequestEvent } from '../runner/hub/event.js'
import { type Hub, openHub } from '../runner/hub/hub.js'
import type { PullRequest } from '../runner/hub/origin.js'
import { type Run, type RunWish, startRun } from '../runner/run/start-run.js'
import { type CallerWish, callerOf, inRepository } from './caller.js'

/** GitHub on this machine, with the workflow and the action as they are shipped. */
export interface Stage extends AsyncDisposable {
  readonly hub: Hub
  readonly github: GithubStandIn
  /** Commits to the pull request's branch, and gives the event of that push. */
  push(files: Readonly<Record<string, string | null>>): Promise<PullRequest>
  /** Runs a caller's workflow on the pull request as it stands. */
  start(pull: PullRequest, wish?: CallWish): Run
}

interface CallWish extends CallerWish, Pick<RunWish, 'control' | 'patience' | 'minuteMs'> {
  /** Where the pull request's commits come from, where it is another repository. */
  readonly fork?: string
}

const branch = 'move'

export async function openStage(
  before: Readonly<Record<string, string>>,
  hosts: readonly string[],
): Promise<Stage> {
  const github = await startGithub()
  const hub = await openHub({
    machines: hosts.map((host, index) => ({ name: `machine-${index + 1}`, env: { DOCKER_HOST: host } })),
    apiUrl: github.url,
    shelf: {
      workflows: {
        'org/container-migrate/.github/workflows/compare.yml@v1': `${root}.github/workflows/compare.yml`,
      },
      actions: { 'org/container-migrate@v1': root },
    },
  })
  await hub.origin.commit(before)
  return {
    hub,
    github,
    push: async (files) => {
      github.head = await hub.origin.commit(files, branch)
      return hub.origin.openPullRequest(github.pullRequest, branch)
    },
    start: (pull, { inputs, secrets = {}, fork, ...wish } = {}) =>
      startRun(hub, {
        workflow: {
          path: '.github/workflows/migration.yml',
          text: callerOf({ ...(inputs && { inputs }), secrets }),
        },
        event: pullRequestEvent(hub.repository, pull, fork === undefined ? {} : { fork }),
        secrets: Object.fromEntries(
          Object.entries(secrets).map(([name, value]) => [inRepository(name), value]),
        ),
        tokens: { writing: tokens.workflow, reading: tokens.readOnly },
        ...wish,
      }),
    [Symbol.asyncDispose]: async () => {
      await github.close()
      await hub[Symbol.asyncDispose]()
    },
  }
}

import { mayWrite, type Permissions } from '../file/permissions.js'
import type { Values } from '../value.js'
import type { Frame, RunState } from './state.js'

/** The `github` context before a job has a machine. In a called workflow it is the caller's. */
export function githubContext({ hub, id, number, attempt, caller, event }: RunState): Values {
  return {
    repository: hub.repository,
    repository_owner: hub.repository.split('/')[0] ?? '',
    run_id: id,
    run_number: String(number),
    run_attempt: String(attempt),
    actor: 'ada',
    triggering_actor: 'ada',
    workflow: caller.name,
    workflow_ref: `${hub.repository}/${caller.path}@${event.ref}`,
    workflow_sha: event.sha,
    event_name: event.name,
    event: event.payload,
    sha: event.sha,
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    head_ref: event.headRef,
    base_ref: event.baseRef,
    server_url: 'https://github.com',
    api_url: hub.apiUrl,
    graphql_url: `${hub.apiUrl}/graphql`,
    retention_days: '90',
    secret_source: 'Actions',
  }
}

/** A job's token. That of a fork's pull request may never write. */
export const tokenOf = ({ tokens, event }: RunState, permissions: Permissions): string =>
  mayWrite(permissions, 'pull-requests') && !event.fromFork ? tokens.writing : tokens.reading

/** What can be seen at a job, before any of its steps. */
export const jobContexts = ({ run, inputs }: Frame, needs: Values): Values => ({
  github: githubContext(run),
  inputs,
  vars: run.vars,
  needs,
})

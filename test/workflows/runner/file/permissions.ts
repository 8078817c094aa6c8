import { isMapping, isString } from '@actions/workflow-parser'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index'

const levels = ['none', 'read', 'write'] as const
type Level = (typeof levels)[number]

export type Permissions = Readonly<Record<string, Level>>

const scopes = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
]

const all = (level: Level): Permissions => Object.fromEntries(scopes.map((scope) => [scope, level]))

/** What a repository grants a workflow that says nothing, by its setting. */
export const defaultPermissions = {
  restricted: { contents: 'read', packages: 'read' },
  permissive: all('write'),
} as const satisfies Record<string, Permissions>

/** Whoever names one scope gives up all others. */
export function readPermissions(token: TemplateToken): Permissions {
  if (isString(token)) return all(token.value === 'write-all' ? 'write' : 'read')
  if (!isMapping(token)) return {}
  return Object.fromEntries(
    [...token].map(({ key, value }) => [
      key.toString(),
      levels.find((level) => level === value.toString()) ?? 'none',
    ]),
  )
}

/** What a job asks for beyond what it may have, in GitHub's words. */
export function excessOf(job: string, asked: Permissions, allowed: Permissions): readonly string[] {
  const over = Object.entries(asked).filter(
    ([scope, level]) => levels.indexOf(level) > levels.indexOf(allowed[scope] ?? 'none'),
  )
  if (over.length === 0) return []
  const list = (of: (scope: string, level: Level) => Level) =>
    over.map(([scope, level]) => `${scope}: ${of(scope, level)}`).join(', ')
  return [
    `The nested job '${job}' is requesting '${list((_, level) => level)}', but is only allowed '${list((scope) => allowed[scope] ?? 'none')}'.`,
  ]
}

export const mayWrite = (permissions: Permissions, scope: string): boolean => permissions[scope] === 'write'

import type { BasicExpressionToken } from '@actions/workflow-parser/templates/tokens/index'
import type { Task } from './task.js'

/** What an action left to be done at the job's end. */
export interface Post {
  readonly id: string
  readonly name: string
  readonly condition: BasicExpressionToken
  readonly work: (task: Task) => Promise<void>
}

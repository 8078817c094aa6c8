import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { FunctionDefinition, FunctionInfo } from '@actions/expressions/funcs/info'
import { TokenType } from '@actions/expressions/lexer'
import { truthy } from '@actions/expressions/result'
import { splitAllowedContext } from '@actions/workflow-parser/templates/allowed-context'
import type { BasicExpressionToken } from '@actions/workflow-parser/templates/tokens/index'
import { fromData, toData, type Value, type Values } from '../value.js'
import { EvaluationError } from './evaluation-error.js'

/** What an expression can see, and the functions that depend on where it stands. */
export interface Scope {
  readonly contexts: Values
  readonly functions?: Functions
}

export type Functions = Readonly<Record<string, (...args: readonly string[]) => Value>>

export const evaluate = (token: BasicExpressionToken, scope: Scope): Value => fromData(run(token, scope))

export const isMet = (token: BasicExpressionToken, scope: Scope): boolean => truthy(run(token, scope))

/** The schema says at each place which contexts and functions there are; all others do not exist there. */
function run(token: BasicExpressionToken, scope: Scope): data.ExpressionData {
  const { namedContexts, functions } = splitAllowedContext(token.definitionInfo?.allowedContext ?? statusOnly)
  const tree = new Parser(tokensOf(token.expression), namedContexts, functions).parse()
  const seen = namedContexts.map((key) => ({ key, value: toData(scope.contexts[key] ?? null) }))
  const known = new Map(functions.map((info) => [info.name.toLowerCase(), define(info, scope.functions)]))
  try {
    return new Evaluator(tree, new data.Dictionary(...seen), known).evaluate()
  } catch (error) {
    throw new EvaluationError(`${token.expression}: ${error instanceof Error ? error.message : error}`)
  }
}

/** The library takes only the first doubled quote of a text for one; GitHub takes all. */
const tokensOf = (expression: string) =>
  new Lexer(expression)
    .lex()
    .tokens.map((token) =>
      token.type === TokenType.STRING
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    )

/** The parser's own `success()`, where nothing was written, has no place in the file. */
const statusOnly = ['always(0,0)', 'failure(0,MAX)', 'cancelled(0,0)', 'success(0,MAX)']

function define(info: FunctionInfo, functions: Functions = {}): FunctionDefinition {
  const implementation = functions[info.name]
  const call = (...args: readonly data.ExpressionData[]): data.ExpressionData => {
    if (implementation === undefined) throw new Error(`the harness has no ${info.name}() at this place`)
    return toData(implementation(...args.map((arg) => arg.coerceString())))
  }
  return { ...info, call }
}

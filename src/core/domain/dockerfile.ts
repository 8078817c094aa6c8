/** One instruction of a Dockerfile and where it stands. Lines and columns start at 1. Foreign text. */
export interface Instruction {
  /** Upper case. */
  readonly keyword: string
  /** The whole instruction on one line, without the continuation marks and what its here-documents hold. */
  readonly text: string
  /** What follows the keyword. */
  readonly rest: string
  /** What follows the keyword and its flags. */
  readonly args: string
  /** `--from=build`, as they are written. */
  readonly flags: readonly string[]
  readonly line: number
  readonly column: number
  /** With its here-documents. */
  readonly endLine: number
  /** One past its last character. */
  readonly endColumn: number
  readonly heredocs: readonly { readonly name: string; readonly body: string }[]
}

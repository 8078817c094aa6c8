import { readText } from '../../support/workflow-files.js'

const reusable = 'org/container-migrate/.github/workflows/compare.yml@v1'

/** The few lines that README tells a user to write, as they stand there. */
export function documentedCaller(): string {
  const blocks = readText('README.md').matchAll(/^```yaml\n(.*?)^```$/gms)
  const [caller] = [...blocks].map(([, text = '']) => text).filter((text) => text.includes(reusable))
  if (caller === undefined) throw new Error(`README.md shows nobody how to call ${reusable}`)
  return caller
}

export interface CallerWish {
  /** What stands below `with:`. */
  readonly inputs?: Readonly<Record<string, string | number>>
  /** The secrets that are passed on, by the called workflow's names. */
  readonly secrets?: Readonly<Record<string, string>>
}

export const callerOf = ({ inputs = {}, secrets = {} }: CallerWish): string =>
  [
    documentedCaller(),
    ...section('with', inputs),
    ...section(
      'secrets',
      Object.fromEntries(Object.keys(secrets).map((name) => [name, `\${{ secrets.${inRepository(name)} }}`])),
    ),
  ].join('')

/** A repository's own name for such a secret. */
export const inRepository = (name: string): string => name.replaceAll('-', '_').toUpperCase()

function section(name: string, values: Readonly<Record<string, string | number>>): readonly string[] {
  const lines = Object.entries(values).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}\n`)
  return lines.length === 0 ? [] : [`    ${name}:\n`, ...lines]
}

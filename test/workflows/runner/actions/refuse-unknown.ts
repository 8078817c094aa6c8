import { NotStoodIn } from '../file/workflow.js'

/** The runner only warns; here it is a mistake in a file that we ship. */
export function refuseUnknown(
  uses: string,
  given: Readonly<Record<string, string>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new NotStoodIn(`${uses}: Unexpected input(s) '${unknown.join("', '")}', valid inputs are ${known}`)
}

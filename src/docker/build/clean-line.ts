import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { BuildSecret } from '../../core/domain/config.js'

/** Shorter values are words of any log; hiding them would make it unreadable and protect nothing. */
const shortestSecret = 4

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes are control characters
const terminalCodes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/**
 * Makes a builder's line fit for logs and reports: without terminal codes, only the last state of a line that was
 * drawn over itself, and without the value of any build secret. GitHub hides secrets in the log of a job, but not in
 * a comment or in a stored record, where the last lines of a failed build go.
 */
export function lineCleaner(secretValues: readonly string[]): (line: string) => string {
  const hidden = secretValues
    .flatMap((value) => value.split(/\r?\n/))
    .map((value) => value.trim())
    .filter((value) => value.length >= shortestSecret)
    .sort((one, other) => other.length - one.length)
  return (line) => {
    const plain = line.replaceAll(terminalCodes, '')
    const states = plain.split('\r').filter((state) => state.trim() !== '')
    return hidden.reduce((text, value) => text.replaceAll(value, '***'), states.at(-1) ?? '')
  }
}

export async function readSecretValues(
  secrets: readonly BuildSecret[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const values = await Promise.all(
    secrets.map(async ({ env: name, file }) =>
      name !== undefined ? (env[name] ?? '') : file !== undefined ? readFile(resolve(cwd, file), 'utf8') : '',
    ),
  )
  return values
}

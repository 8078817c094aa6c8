import { expect } from 'vitest'
import { renderConfigErrors } from '../../../src/core/config/config-error.js'
import { parseConfig } from '../../../src/core/config/parse-config.js'

/** A config, or errors that stand inside the text; nothing else may come of any text. */
export function expectAnAnswer(text: string): void {
  const parsed = parseConfig(text, 'c.yml')
  if (parsed.outcome === 'parsed') {
    expect(parsed.config.services.length).toBeGreaterThan(0)
    return
  }
  expect(parsed.errors.length).toBeGreaterThan(0)
  const lines = text.split('\n')
  for (const { line, column, message } of parsed.errors) {
    const length = lines[line - 1]?.length
    expect(length, `line ${line} of ${lines.length}`).toBeDefined()
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual((length ?? 0) + 1)
    expect(message).not.toBe('')
  }
  expect(renderConfigErrors(parsed.errors).split('\n')).toHaveLength(Math.min(parsed.errors.length, 51))
}

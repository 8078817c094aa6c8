import { describe, expect, it } from 'vitest'
import { parseEnvFile } from '../../../src/core/domain/env-file.js'
import { readEnvFile } from '../../../src/docker/env-file.js'

describe('an env file', () => {
  it('is read as docker reads it', () => {
    const text = '\uFEFF# comment\nA=1\r\nB=with = and # kept\n\n  C="quoted"\nFROM_RUNNER\nNOT_SET\nEMPTY=\n'
    expect(parseEnvFile(text, 'ci.env', { FROM_RUNNER: 'yes' })).toEqual({
      A: '1',
      B: 'with = and # kept',
      C: '"quoted"',
      FROM_RUNNER: 'yes',
      EMPTY: '',
    })
  })

  it.each(['A B=1', '=1'])('with the line %j is refused by its number', (line) => {
    expect(() => parseEnvFile(`X=1\n${line}\n`, 'ci.env', {})).toThrow('ci.env:2')
  })

  it('that is not there is named', async () => {
    await expect(readEnvFile('nowhere.env', '.', {})).rejects.toThrow('cannot read env-file nowhere.env')
  })
})

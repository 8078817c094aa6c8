import { createHash } from 'node:crypto'

/** Looks like something drawn by lot, and is the same in every run. No whole secret stands in any file. */
export const drawn = (seed: string, length: number, alphabet = 'base64url'): string => {
  let text = ''
  for (let turn = 0; text.length < length; turn++) {
    const digest = createHash('sha256').update(`${seed} ${turn}`).digest('base64url')
    text += alphabet === 'letters' ? digest.replace(/[^A-Za-z0-9]/g, '') : digest.replace(/-/g, 'x')
  }
  return text.slice(0, length)
}

const letters = (seed: string, length: number) => drawn(seed, length, 'letters')
const upper = (seed: string, length: number) =>
  letters(seed, 4 * length + 40)
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, '')
    .slice(0, length)

/** As a key's file has it, in lines of 64. */
export function pem(label = 'RSA ', newline = '\n', seed = 'pem'): string {
  const body = letters(seed, 640).match(/.{64}/g) ?? []
  const mark = (word: string) => `-----${word} ${label}PRIVATE ${'KEY'}-----`
  return [mark('BEGIN'), ...body, mark('END'), ''].join(newline)
}

export const madeUp = {
  github: `gh${'p_'}${letters('github', 36)}`,
  githubFine: `github${'_pat_'}${letters('fine', 22)}_${letters('finer', 59)}`,
  gitlab: `gl${'pat-'}${letters('gitlab', 20)}`,
  slack: `xo${'xb-'}729104856230-${letters('slack', 24)}`,
  npm: `np${'m_'}${letters('npm', 36)}`,
  pypi: `py${'pi-AgE'}${letters('pypi', 80)}`,
  docker: `dckr${'_pat_'}${letters('docker', 27)}`,
  openai: `sk${'-proj-'}${letters('openai', 48)}`,
  google: `AI${'za'}${letters('google', 35)}`,
  stripe: `sk${'_live_'}${letters('stripe', 24)}`,
  awsId: `AK${'IA'}${upper('aws', 16)}`,
  awsSecret: letters('secret', 40),
  azure: `Account${'Key='}${letters('azure', 86)}==`,
  jwt: `ey${'J'}${letters('one', 20)}.ey${'J'}${letters('two', 30)}.${letters('three', 40)}`,
  password: letters('password', 20),
} as const

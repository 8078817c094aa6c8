import { spawn } from 'node:child_process'

const LAST_LINES = 15

const lastLines = (text) => text.trimEnd().split('\n').slice(-LAST_LINES).join('\n')

/**
 * Runs a command to its end and returns what it printed. With `check: false` a non-zero exit is an answer,
 * otherwise it throws with the last lines of the output.
 */
export const run = (command, args, { env, cwd, input, check = true } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    child.on('error', (cause) => {
      if (check) reject(new Error(`Could not start ${command}: ${cause.message}`, { cause }))
      else resolve({ code: 127, stdout, stderr: cause.message })
    })
    child.on('close', (code, signal) => {
      if (!check || code === 0) return resolve({ code: code ?? 128, stdout, stderr })
      const ending = signal ? `was ended by ${signal}` : `failed with exit code ${code}`
      reject(new Error(`${[command, ...args].join(' ')} ${ending}\n${lastLines(stderr || stdout)}`))
    })
    if (input !== undefined) child.stdin.end(input)
  })

export const succeeds = async (command, args, options) =>
  (await run(command, args, { ...options, check: false })).code === 0

export const isRoot = () => process.getuid?.() === 0

export const canBeRoot = async () => isRoot() || (await succeeds('sudo', ['-n', 'true']))

/** Runs as root, through passwordless sudo where we are someone else. */
export const runAsRoot = (command, args, { env = {}, ...options } = {}) => {
  const assignments = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  return isRoot()
    ? run(command, args, { env, ...options })
    : run('sudo', ['-n', 'env', ...assignments, command, ...args], options)
}

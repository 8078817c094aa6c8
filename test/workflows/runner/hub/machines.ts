/** The machines that jobs run on: one job at a time each, whoever asked first. */
export interface Machine {
  readonly name: string
  /** What is set on it, for one the engine's socket: `DOCKER_HOST`. */
  readonly env: Readonly<Record<string, string>>
}

export interface Machines {
  /** Nothing where the job was called off before one was free. */
  take(signal: AbortSignal): Promise<Machine | undefined>
  give(machine: Machine): void
}

export function openMachines(machines: readonly Machine[]): Machines {
  const free = [...machines]
  const queue: ((machine: Machine | undefined) => void)[] = []

  const take = (signal: AbortSignal): Promise<Machine | undefined> => {
    if (signal.aborted) return Promise.resolve(undefined)
    const machine = free.shift()
    if (machine !== undefined) return Promise.resolve(machine)
    return new Promise((resolve) => {
      const give = (given: Machine | undefined) => {
        signal.removeEventListener('abort', callOff)
        resolve(given)
      }
      const callOff = () => {
        queue.splice(queue.indexOf(give), 1)
        give(undefined)
      }
      signal.addEventListener('abort', callOff)
      queue.push(give)
    })
  }

  const give = (machine: Machine): void => {
    const next = queue.shift()
    if (next === undefined) free.push(machine)
    else next(machine)
  }

  return { take, give }
}

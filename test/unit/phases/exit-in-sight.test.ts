import { expect, it } from 'vitest'
import type { Exit } from '../../../src/core/domain/instance.js'
import { exitInSight } from '../../../src/phases/ready/exit-in-sight.js'
import { idle, start } from './instances.js'

it('an exit that the engine is slow to tell of is waited for where the process is seen to be gone', async () => {
  const { instance } = await start(`process.exit(5)`)
  let tell: (exit: Exit) => void = () => {}
  const told = new Promise<Exit>((resolve) => {
    tell = resolve
  })
  const slow = {
    ...instance,
    exited: told,
    // Asked only once the usual moment is over.
    isEnding: async () => {
      tell(await instance.exited)
      return true
    },
  }
  expect(await exitInSight(slow)).toMatchObject({ exitCode: 5 })
})

it('an instance that still runs has no exit in sight', async () => {
  const { instance } = await start(idle)
  expect(await exitInSight(instance)).toBeUndefined()
  expect(await exitInSight({ ...instance, isEnding: async () => false })).toBeUndefined()
})

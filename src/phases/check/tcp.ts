import type { TcpCheck } from '../../core/domain/check.js'
import { connectTcp } from '../../probe/tcp.js'
import type { CheckContext, CheckResult } from './context.js'

export async function checkTcp(check: TcpCheck, { instance, signal }: CheckContext): Promise<CheckResult> {
  const { port, timeoutMs } = check
  const tried = await connectTcp({ address: instance.address(port), timeoutMs, signal })
  return tried.outcome === 'open' ? {} : { failure: tried.failure }
}

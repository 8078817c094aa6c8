import type * as costs from '../../../src/core/plan/sharing/costs.js'

export function lowerBoundMs(
  services: readonly costs.ServiceCost[],
  shards: number,
  sources: Pick<typeof costs, 'setUpMs' | 'sendMs' | 'takeMs' | 'wholeMs' | 'canSpread'>,
): number

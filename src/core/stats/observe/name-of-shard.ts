import type { ShardFact } from '../../domain/record.js'

/** The shards that prepare and those that measure are counted apart. */
export const nameOfShard = ({ stage, shard }: Pick<ShardFact, 'stage' | 'shard'>): string =>
  `${stage === 'build' ? 'build shard' : 'shard'} ${shard}`

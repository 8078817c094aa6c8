import * as v from 'valibot'
import { formed, timeout } from './forms.js'
import { pick, strict } from './schema-blocks.js'
import { wholeNumber } from './schema-values.js'

const timed = {
  cold: v.exactOptional(
    v.pipe(v.boolean('must be true or false'), v.description('Once with nothing from the cache.')),
  ),
  warm: v.exactOptional(
    v.pipe(v.boolean('must be true or false'), v.description('With every step from the cache.')),
  ),
  rebuild: v.exactOptional(
    v.pipe(
      pick(
        [v.boolean('must be true, false or the path of a file'), formed('filePath')],
        (value, [flag, path]) => (typeof value === 'string' ? path : flag),
      ),
      v.description(
        'After one line more in this file, in a copy of the context; true: in the largest source file copied.',
      ),
    ),
  ),
}

export const timedBuilds = v.pipe(
  strict(timed, {
    pairs: 'belongs to the service, not to a variant',
    for: 'belongs to the service, not to a variant',
  }),
  v.description('Builds made for their durations alone, where this variant differs.'),
)

export const builds = v.pipe(
  strict({
    ...timed,
    pairs: v.exactOptional(wholeNumber(1, 100, 'Warm builds and rebuilds: this many pairs. Default: 3.')),
    for: v.exactOptional(
      timeout('No further pair after this long, and no build that takes longer. Default: 10m.'),
    ),
  }),
  v.description('Builds made for their durations alone, baseline and candidate in turn.'),
)

export type BuildsInput = v.InferOutput<typeof builds>

import { UsageError } from '../../core/domain/errors.js'
import { given, type LineParser, type Show, showOf } from './options.js'

export interface InspectLine {
  readonly command: 'inspect'
  readonly image: string
  readonly against?: string
  readonly platform?: string
  readonly exactPull: boolean
  readonly contentHashes: boolean
  /** What the image was built from: its layers are traced to the lines. */
  readonly dockerfile?: string
  readonly context?: string
  readonly show: Show
}

export const inspectLine: LineParser<InspectLine> = {
  flags: ['against', 'platform', 'exact-pull', 'content-hashes', 'dockerfile', 'context', 'json', 'markdown'],
  mostPositionals: 1,
  parse: (values, [image]) => {
    if (image === undefined)
      throw new UsageError('inspect takes an IMAGE: a name, an archive, a folder, or -')
    return {
      command: 'inspect',
      image,
      ...given(values, 'against', 'platform', 'dockerfile', 'context'),
      exactPull: values['exact-pull'] ?? false,
      contentHashes: values['content-hashes'] ?? false,
      show: showOf(values),
    }
  },
}

import type { ImageConfig } from '../image-config.js'
import { imagePath } from '../layer-entry.js'

/** Where tools put what they can fetch again; whoever names another place for it needs it no more for that. */
const ofTools =
  /^(?:XDG_CACHE_HOME|(?:PIP|UV|POETRY|PIPENV|COMPOSER|YARN)_CACHE_(?:DIR|FOLDER)|NPM_CONFIG_CACHE|GO(?:MOD)?CACHE|TMPDIR|TEMP|TMP|HOME|PATH)$/i
/** What programs fetch once and then start from: models, browsers. */
const fetchedOnce =
  /(?:^|\/)\.cache\/(?:huggingface|torch|ms-playwright|puppeteer|selenium|whisper|clip|keras|sentence[-_]transformers|chroma|tiktoken|deepface)\//

/** Nobody names as many. */
const mostNamed = 200

/** Which files in places for caches, temporary files and locales the image needs when it runs, as its own config says. */
export function neededBy(config: ImageConfig): (path: string) => boolean {
  const variables = config.env.flatMap((text) => {
    const at = text.indexOf('=')
    return at > 0 ? [[text.slice(0, at), text.slice(at + 1)] as const] : []
  })
  const values = variables.flatMap(([name, value]) => (ofTools.test(name) ? [] : [value]))
  const named = [...values, ...config.entrypoint, ...config.command]
    .flatMap((text) => text.match(/(?<=^|[\s=:,;"'])\/[^\s=:,;"']+/g) ?? [])
    .map(imagePath)
    .filter((path) => path.includes('/'))
    .slice(0, mostNamed)
  const hasLocale = variables.some(
    ([name, value]) => /^(?:LANG|LANGUAGE|LC_\w+)$/.test(name) && !/^(?:|C|POSIX|C\.UTF-?8)$/i.test(value),
  )
  return (path) =>
    fetchedOnce.test(path) ||
    (hasLocale && path.startsWith('usr/lib/locale/')) ||
    named.some((one) => path === one || path.startsWith(`${one}/`))
}

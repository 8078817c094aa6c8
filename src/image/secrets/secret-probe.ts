import type { SecretHit } from '../../core/domain/image/secret.js'
import type { Probe, Sink } from '../capture/probe.js'
import { holdsPrivateKey, mayBeKeyStore } from './key-store.js'
import { isLoginFile, spotLogins } from './login-files.js'
import { mayHoldToken } from './needles.js'
import { apart, type Spotted } from './spotted.js'
import { spotTokens, spotWebTokens } from './tokens.js'
import { readWide, wideOrder } from './wide-text.js'

/** Larger texts are data; what is secret in them is not found. */
const MAX_BYTES = 1024 * 1024

/**
 * The operating system's own: half of all text there is, and nobody's secrets. A service's files may lie below
 * `/usr/share/nginx` alone.
 */
const systemFolder =
  /^(?:usr\/(?:share\/(?!nginx\/)|include\/|src\/|libexec\/gcc\/|lib\/(?:python[\d.]+\/|gcc\/|jvm\/|go(?:-[\d.]+)?\/|git-core\/|(?:[^/]+-linux-[^/]+\/)?perl)|local\/(?:go\/|include\/|share\/(?:man|doc|perl)\/|lib\/python[\d.]+\/(?!(?:site|dist)-packages\/)))|var\/lib\/(?:dpkg|apt|apk|rpm)\/|(?:usr\/)?lib\/(?:apk|modules|firmware|systemd|udev)\/|proc\/|sys\/)/
const inGit = /(?:^|\/)\.git\/(?!config$)/
const keyFile = /(?:\.(?:pem|key|p8|ppk)|(?:^|\/)(?:id_[a-z0-9]+|[\w.-]*_key))$/
const configFile = /\.(?:json|ya?ml|toml|ini|conf|cfg|env|properties)$|(?:^|\/)\.[\w.-]+$/

/** Looks for secrets in text and in stores of keys, and keeps of them where they are, never what they are. */
export const secretProbe: Probe = {
  open({ path, entry, head }) {
    if (entry.storedBytes > MAX_BYTES || entry.storedBytes < 8 || inGit.test(path)) return undefined
    const isLogin = isLoginFile(path)
    if (!isLogin && systemFolder.test(path) && !keyFile.test(path)) return undefined
    if (mayBeKeyStore(head))
      return lookAtAll(entry.storedBytes, (store) =>
        holdsPrivateKey(store) ? [{ kind: 'key-store', characters: store.length, count: 1 }] : [],
      )
    const order = wideOrder(head)
    if (order === undefined && head.includes(0)) return undefined
    return lookAtAll(entry.storedBytes, (bytes) => {
      const text = order === undefined ? undefined : readWide(bytes, order)
      if (!isLogin && !mayHoldToken(text === undefined ? bytes : Buffer.from(text, 'latin1'))) return []
      return hitsIn(path, text ?? bytes.toString('latin1'))
    })
  },
}

function lookAtAll(fileBytes: number, look: (bytes: Buffer) => readonly SecretHit[]): Sink {
  let scratch: Buffer | undefined
  let filled = 0
  let secrets: readonly SecretHit[] = []
  return {
    write(chunk) {
      // Most files come as a whole: those need not be kept.
      if (scratch === undefined && chunk.length === fileBytes) {
        secrets = look(chunk)
        return false
      }
      scratch ??= freeScratches.pop() ?? Buffer.allocUnsafeSlow(MAX_BYTES)
      filled += chunk.copy(scratch, filled)
      return true
    },
    end() {
      if (scratch !== undefined) {
        secrets = look(scratch.subarray(0, filled))
        freeScratches.push(scratch)
        scratch = undefined
      }
      return secrets.length === 0 ? undefined : { secrets }
    },
  }
}

/** One for each image that is read at once: memory that comes and goes outside the heap makes V8 collect all of it. */
const freeScratches: Buffer[] = []

function hitsIn(path: string, text: string): readonly SecretHit[] {
  const spotted = apart([
    ...spotTokens(text),
    ...spotLogins(path, text),
    ...(configFile.test(path) ? spotWebTokens(text) : []),
  ])
  const kinds = [...new Set(spotted.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const all = spotted.filter((one) => one.kind === kind)
    return hitOf(kind, all, text)
  })
}

function hitOf(kind: SecretHit['kind'], all: readonly Spotted[], text: string): SecretHit {
  const { start = 0, end = 0 } = all[0] ?? {}
  const line = text.slice(0, start).split('\n').length
  return { kind, line, characters: end - start, count: all.length }
}

/** `keytool`'s own two formats. What they hold is told by a number before each entry. */
const JKS = 0xfeedfeed
const JCEKS = 0xcececece
/** A private key, and what only the second format has: a key that is no pair. */
const PRIVATE_KEY = 1
const SECRET_KEY = 3
const CERTIFICATE = 2

const SEQUENCE = 0x30
const VERSION_3 = Buffer.from('020103', 'hex')
/** What PKCS#7 calls data, the outermost of a PKCS#12 store that a password protects. */
const DATA = Buffer.from('06092a864886f70d010701', 'hex')
/** A bag with a key in it, as it is or encrypted; bags of certificates end in 3. */
const keyBags = ['01', '02'].map((end) => Buffer.from(`060b2a864886f70d010c0a01${end}`, 'hex'))

/** By the first bytes alone. */
export const mayBeKeyStore = (head: Buffer): boolean =>
  head.length >= 32 && (isOfKeytool(head) || isPkcs12(head))

function isPkcs12(head: Buffer): boolean {
  const version = insideSequence(head, 0)
  const content = version?.subarray(0, 3).equals(VERSION_3) ? insideSequence(version, 3) : undefined
  return content?.subarray(0, DATA.length).equals(DATA) === true
}

/** Behind its tag and its length, which is one byte, or in as many as the first one says. */
function insideSequence(bytes: Buffer, at: number): Buffer | undefined {
  const length = bytes[at + 1]
  if (bytes[at] !== SEQUENCE || length === undefined || length > 0x84) return undefined
  return bytes.subarray(at + 2 + Math.max(0, length - 0x80))
}

const isOfKeytool = (head: Buffer): boolean => {
  const magic = head.readUInt32BE(0)
  return magic === JKS || magic === JCEKS
}

/** Stores of certificates that are trusted have the same forms, and are no secret. */
export const holdsPrivateKey = (store: Buffer): boolean =>
  isOfKeytool(store) ? hasKeyEntry(store) : keyBags.some((bag) => store.includes(bag))

function hasKeyEntry(store: Buffer): boolean {
  const version = store.readUInt32BE(4)
  let at = 12
  // Lengths are foreign: what leads beyond the end is no store.
  const skip = (lengthBytes: 2 | 4): void => {
    if (at + lengthBytes > store.length) at = store.length
    else at += lengthBytes + store.readUIntBE(at, lengthBytes)
  }
  while (at + 4 <= store.length) {
    const tag = store.readUInt32BE(at)
    if (tag === PRIVATE_KEY || tag === SECRET_KEY) return true
    if (tag !== CERTIFICATE) return false
    at += 4
    skip(2)
    at += 8
    if (version === 2) skip(2)
    skip(4)
  }
  return false
}

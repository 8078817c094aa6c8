/** Digests by number, in the order in which they were first seen. */
export interface DigestTable {
  numberOf(digest: Uint8Array): number
}

export const DIGEST_BYTES = 32
const LEAST_ROOM = 1024

/** As bytes in a row, and numbers of them in an array: a text for each and a map of them take five times as much. */
export function makeDigestTable(): DigestTable {
  let all = Buffer.alloc(DIGEST_BYTES * LEAST_ROOM)
  let count = 0
  // Twice as many as there is room for digests; 0 is free, else a number and one.
  let slots = new Uint32Array(2 * LEAST_ROOM)

  const slotOf = (digest: Uint8Array): number => {
    // It begins as it likes: a digest is its own hash.
    let slot = ((digest[0] ?? 0) | ((digest[1] ?? 0) << 8) | ((digest[2] ?? 0) << 16)) % slots.length
    for (let found = slots[slot]; found; found = slots[slot]) {
      if (all.compare(digest, 0, DIGEST_BYTES, DIGEST_BYTES * (found - 1), DIGEST_BYTES * found) === 0) break
      slot = (slot + 1) % slots.length
    }
    return slot
  }

  function grow(): void {
    const before = all
    all = Buffer.alloc(2 * before.length)
    all.set(before)
    slots = new Uint32Array(2 * slots.length)
    for (let number = 0; number < count; number++)
      slots[slotOf(all.subarray(DIGEST_BYTES * number, DIGEST_BYTES * (number + 1)))] = number + 1
  }

  return {
    numberOf(digest) {
      if (DIGEST_BYTES * count === all.length) grow()
      const slot = slotOf(digest)
      const found = slots[slot]
      if (found) return found - 1
      all.set(digest, DIGEST_BYTES * count)
      count++
      slots[slot] = count
      return count - 1
    },
  }
}

/**
 * Works through the items, at most `limit` at once; the answers come in the items' order. Work that throws ends the whole, but
 * only once everything that was begun has ended: what still runs would outlive its run.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const queue = items.entries()
  const thrown: unknown[] = []
  const worker = async () => {
    for (const [index, item] of queue) {
      if (thrown.length > 0) return
      try {
        results[index] = await work(item)
      } catch (error) {
        thrown.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(Math.max(1, limit), items.length) }, worker))
  if (thrown.length > 0) throw thrown[0]
  return results
}

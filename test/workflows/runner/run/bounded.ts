/** Does the work for each item, so many at once; answers in the items' order. */
export async function bounded<Item, Done>(
  items: readonly Item[],
  most: number,
  work: (item: Item, index: number) => Promise<Done>,
): Promise<readonly Done[]> {
  const done: Done[] = []
  const left = [...items.entries()]
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      done[next[0]] = await work(next[1], next[0])
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  return done
}

/**
 * Asks `source` for up to `depth` values before they are wanted, so that it works while the receiver does. Values,
 * the end and errors come in the source's own order; no more than `depth` values are ever waiting.
 */
export async function* readAhead<T, End>(source: AsyncGenerator<T, End>, depth: number): AsyncGenerator<T, End> {
  const asked: Promise<IteratorResult<T, End>>[] = []
  const ask = (): void => {
    const answer = source.next()
    answer.catch(() => undefined) // it is thrown below, when its turn comes
    asked.push(answer)
  }
  try {
    for (let i = 0; i < depth; i++) ask()
    for (;;) {
      const result = await asked.shift()!
      if (result.done) return result.value
      ask()
      yield result.value
    }
  } finally {
    // Values in flight are dropped; the source's own clean-up is awaited.
    await Promise.allSettled([...asked, source.return(undefined as never)])
  }
}

/** Values in groups of `size`, the last one as it is. */
export async function* inBatches<T, End>(source: AsyncGenerator<T, End>, size: number): AsyncGenerator<T[], End> {
  let batch: T[] = []
  try {
    for (;;) {
      const result = await source.next()
      if (result.done) {
        if (batch.length > 0) yield batch
        return result.value
      }
      batch.push(result.value)
      if (batch.length === size) {
        yield batch
        batch = []
      }
    }
  } finally {
    await source.return(undefined as never)
  }
}

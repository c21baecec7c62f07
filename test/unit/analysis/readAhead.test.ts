import { expect, it } from 'vitest'
import { inBatches, readAhead } from '../../../src/main/analysis/readAhead.ts'

interface Watched {
  made: number
  closed: boolean
}

async function* counting(to: number, watched: Watched, failAt = Infinity): AsyncGenerator<number, string> {
  try {
    for (let i = 0; i < to; i++) {
      if (i === failAt) throw new Error(`broke at ${i}`)
      watched.made++
      yield i
      await Promise.resolve()
    }
    return 'the end'
  } finally {
    watched.closed = true
  }
}

async function drain<T, End>(source: AsyncGenerator<T, End>): Promise<[T[], End]> {
  const values: T[] = []
  for (;;) {
    const result = await source.next()
    if (result.done) return [values, result.value]
    values.push(result.value)
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

it('keeps order and the value of the end', async () => {
  const watched = { made: 0, closed: false }
  expect(await drain(readAhead(counting(7, watched), 3))).toEqual([[0, 1, 2, 3, 4, 5, 6], 'the end'])
  expect(watched.closed).toBe(true)
})

it('works ahead of the receiver by its depth and no further', async () => {
  const watched = { made: 0, closed: false }
  const ahead = readAhead(counting(100, watched), 4)
  for (const taken of [1, 2, 3]) {
    await ahead.next()
    await settled()
    expect(watched.made).toBe(taken + 4)
  }
  await ahead.return('')
})

it('throws an error in its turn, after the values before it', async () => {
  const watched = { made: 0, closed: false }
  const ahead = readAhead(counting(9, watched, 2), 5)
  expect((await ahead.next()).value).toBe(0)
  await settled()
  expect((await ahead.next()).value).toBe(1)
  await expect(ahead.next()).rejects.toThrow('broke at 2')
})

it('closes its source when the receiver leaves early', async () => {
  const watched = { made: 0, closed: false }
  for await (const batch of readAhead(inBatches(counting(100, watched), 4), 2)) {
    expect(batch).toEqual([0, 1, 2, 3])
    break
  }
  expect(watched.closed).toBe(true)
})

it.each([
  [7, 3, [[0, 1, 2], [3, 4, 5], [6]]],
  [
    6,
    3,
    [
      [0, 1, 2],
      [3, 4, 5]
    ]
  ],
  [0, 3, []]
])('makes batches of %i values, %i each', async (count, size, batches) => {
  const watched = { made: 0, closed: false }
  expect(await drain(inBatches(counting(count, watched), size))).toEqual([batches, 'the end'])
})

import { expect, test } from 'vitest'
import { ByteCache } from '../../../../src/renderer/frames/byteCache.ts'

test('what was used longest ago falls out first, and is dropped', () => {
  const dropped: string[] = []
  const cache = new ByteCache<string>(30, (value) => dropped.push(value))
  cache.set(1, 'a', 10)
  cache.set(2, 'b', 10)
  cache.set(3, 'c', 10)
  cache.get(1)
  cache.set(4, 'd', 10)
  expect(dropped).toEqual(['b'])
  expect(cache.keys()).toEqual([3, 1, 4])
  expect(cache.bytes).toBe(30)
})

test('one value may be larger than the budget; it is alone then', () => {
  const dropped: string[] = []
  const cache = new ByteCache<string>(30, (value) => dropped.push(value))
  cache.set(1, 'a', 10)
  cache.set(2, 'huge', 100)
  expect(cache.keys()).toEqual([2])
  cache.set(3, 'b', 5)
  expect(cache.keys()).toEqual([3])
  expect(dropped).toEqual(['a', 'huge'])
})

test('a replaced value is dropped and its bytes are given back', () => {
  const dropped: string[] = []
  const cache = new ByteCache<string>(30, (value) => dropped.push(value))
  cache.set(1, 'old', 20)
  cache.set(1, 'new', 5)
  expect([cache.get(1), cache.bytes, dropped]).toEqual(['new', 5, ['old']])
  cache.clear()
  expect([cache.bytes, dropped]).toEqual([0, ['old', 'new']])
})

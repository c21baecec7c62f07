import { expect, test } from 'vitest'
import { FrameLoader } from '../../../../src/renderer/frames/frameLoader.ts'

/** A server whose answers the test gives by hand, and everything that the loader tells. */
function bench(options: { ahead?: number; parallel?: number; budget?: number } = {}) {
  const asked: number[] = []
  const aborted: number[] = []
  const shown: [number, string | null][] = []
  const failed: number[] = []
  const dropped: string[] = []
  const pending = new Map<number, { resolve: (value: string | null) => void; reject: (error: Error) => void }>()
  const loader = new FrameLoader<string>(
    {
      load: (frame, signal) => {
        asked.push(frame)
        signal.addEventListener('abort', () => aborted.push(frame))
        return new Promise((resolve, reject) => pending.set(frame, { resolve, reject }))
      },
      bytes: () => 1,
      drop: (value) => dropped.push(value),
      isWhole: (value) => !value.startsWith('part')
    },
    {
      budget: options.budget ?? 100,
      ahead: options.ahead ?? 0,
      parallel: options.parallel ?? 4,
      onFrame: (frame, value) => shown.push([frame, value]),
      onError: (frame) => failed.push(frame),
      onKept: () => undefined
    }
  )
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return {
    loader,
    asked,
    aborted,
    shown,
    failed,
    dropped,
    want: (frame: number) => loader.want(frame, 1000),
    async answer(frame: number, value: string | null = `f${frame}`) {
      pending.get(frame)?.resolve(value)
      await settle()
    },
    async fail(frame: number) {
      pending.get(frame)?.reject(new Error('lost'))
      await settle()
    }
  }
}

test('a late answer never replaces a newer one', async () => {
  const { want, answer, shown } = bench()
  want(1)
  want(2)
  await answer(2)
  await answer(1)
  expect(shown).toEqual([[2, 'f2']])
})

test('frames passed on the way show while the newest is still coming', async () => {
  const { want, answer, shown } = bench()
  want(1)
  want(2)
  want(3)
  await answer(1)
  await answer(3)
  await answer(2)
  expect(shown.map(([frame]) => frame)).toEqual([1, 3])
})

test('a kept frame shows at once, without a request', async () => {
  const { want, answer, shown, asked } = bench()
  want(5)
  await answer(5)
  want(6)
  want(5)
  expect(shown).toEqual([
    [5, 'f5'],
    [5, 'f5']
  ])
  expect(asked).toEqual([5, 6])
  await answer(6)
  expect(shown).toHaveLength(2)
})

test.each([
  { travel: [10, 11], asked: [10, 11, 12, 13, 14] },
  { travel: [10, 9], asked: [10, 11, 12, 13, 9, 8, 7, 6] },
  { travel: [0], asked: [0, 1, 2, 3] }
])('fetches ahead in the direction of travel: $travel', async ({ travel, asked: expected }) => {
  const { want, answer, asked } = bench({ ahead: 3, parallel: 4 })
  for (const frame of travel) want(frame)
  for (const frame of expected) await answer(frame)
  expect(asked).toEqual(expected)
})

test('fetching ahead ends at the ends of the drive', async () => {
  const { loader, asked } = bench({ ahead: 5, parallel: 10 })
  loader.want(8, 10)
  expect(asked).toEqual([8, 9])
})

test('no more requests at a time than allowed; what is off the way is given up for the newest', () => {
  const { want, asked, aborted } = bench({ ahead: 2, parallel: 3 })
  want(10)
  expect(asked).toEqual([10, 11, 12])
  want(500)
  expect(aborted).toEqual([11, 12])
  expect(asked.slice(3)).toEqual([500, 501])
  want(600)
  want(700)
  expect(aborted).toEqual([11, 12, 501, 10])
  expect(asked.slice(5)).toEqual([600, 700])
})

test('a given-up answer is dropped, not shown', async () => {
  const { want, answer, shown, dropped } = bench({ parallel: 1 })
  want(1)
  want(2)
  await answer(1)
  expect(shown).toEqual([])
  expect(dropped).toEqual(['f1'])
})

test('a frame that is not there yet says so, and is asked for again', async () => {
  const { want, answer, shown, asked } = bench()
  want(7)
  await answer(7, null)
  want(7)
  await answer(7)
  expect(shown).toEqual([
    [7, null],
    [7, 'f7']
  ])
  expect(asked).toEqual([7, 7])
})

test('a frame without its map shows, but is not kept', async () => {
  const { want, answer, shown, loader } = bench()
  want(7)
  await answer(7, 'part 7')
  expect(shown).toEqual([[7, 'part 7']])
  expect(loader.kept()).toEqual([])
})

test('a failure is told for the newest frame only', async () => {
  const { want, fail, failed } = bench()
  want(1)
  want(2)
  await fail(1)
  expect(failed).toEqual([])
  await fail(2)
  expect(failed).toEqual([2])
})

test('memory is bounded: of a thousand frames travelled, the budget is kept and the rest dropped', async () => {
  const { want, answer, loader, dropped } = bench({ budget: 20 })
  for (let frame = 0; frame < 1000; frame++) {
    want(frame)
    await answer(frame)
  }
  expect(loader.kept()).toEqual(Array.from({ length: 20 }, (_, i) => 980 + i))
  expect(dropped).toHaveLength(980)
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followProgress } from '../../../../src/renderer/client/progress.ts'
import { progressLine } from '../../../../src/renderer/shell/runWords.ts'
import { streamedLines } from '../../../../src/shared/streamedLines.ts'
import { clock, percent, span, unparted } from '../../../../src/renderer/shell/words.ts'

const at = (done: number, state = 'running') =>
  JSON.stringify({ state, stage: 'decoding', done, total: 10, rate: null, secondsLeft: null, error: null }) + '\n'

/** A response that comes in the given pieces; 'break' ends it with an error. */
function streamed(...pieces: string[]): Response {
  const encoder = new TextEncoder()
  return new Response(
    new ReadableStream({
      pull(controller) {
        const piece = pieces.shift()
        if (piece === undefined) controller.close()
        else if (piece === 'break') controller.error(new Error('the connection broke'))
        else controller.enqueue(encoder.encode(piece))
      }
    })
  )
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('lines come whole, however the stream is cut', async () => {
  const found: string[] = []
  for await (const line of streamedLines(streamed('{"a', '":1}\n\n{"b":', '2}\n{"c":3}'))) found.push(line)
  expect(found).toEqual(['{"a":1}', '{"b":2}', '{"c":3}'])
})

test('a broken or silently ended stream is opened again until the run has ended', async () => {
  const answers = [
    () => streamed(at(1), 'break'),
    () => Response.error(),
    () => streamed(at(4)),
    () => streamed(at(10, 'finished'), at(99))
  ]
  vi.stubGlobal('fetch', () => Promise.resolve(answers.shift()!()))
  const seen: number[] = []
  const following = (async () => {
    for await (const progress of followProgress('r', new AbortController().signal)) seen.push(progress.done)
  })()
  await vi.advanceTimersByTimeAsync(20_000)
  await following
  expect(seen).toEqual([1, 4, 10])
  expect(answers).toHaveLength(0)
})

test('following ends when the run is gone, and when nobody listens any more', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ error: 'There is no such run.' }, { status: 404 })))
  expect((await followProgress('r', new AbortController().signal).next()).done).toBe(true)
  const left = new AbortController()
  left.abort()
  expect((await followProgress('r', left.signal).next()).done).toBe(true)
})

test.each([
  [0, '0:00.0'],
  [7.44, '0:07.4'],
  [59.96, '1:00.0'],
  [3723.04, '1:02:03.0']
])('%f seconds are %s on the clock', (seconds, text) => expect(clock(seconds)).toBe(text))

test.each([
  [0.3, 'under a second'],
  [14.4, '14 s'],
  [59.7, '1 min'],
  [125, '2 min 5 s'],
  [3780, '1 h 3 min']
])('%f seconds left are %s', (seconds, text) => expect(span(seconds)).toBe(text))

test.each([
  [0, '0 %'],
  [1e-9, 'under 1 %'],
  [0.0049, 'under 1 %'],
  [0.005, '1 %'],
  [0.714, '71 %'],
  [1, '100 %']
])('%f of something are %s', (share, text) => expect(percent(share)).toBe(text))

test('progress in words says what is known', () => {
  const progress = {
    state: 'running',
    stage: 'decoding',
    done: 1240,
    total: 1800,
    rate: null,
    secondsLeft: null,
    error: null
  } as const
  expect(progressLine(progress)).toBe('Looking at every frame · 1,240 of 1,800')
  expect(progressLine({ ...progress, rate: 211.7, secondsLeft: 3 })).toBe(
    'Looking at every frame · 1,240 of 1,800 · 212 frames a second · 3 s left'
  )
})

test.each([
  ['for 61.0 s, 25 % of it there', 'for 61.0\u00a0s, 25\u00a0% of it there'],
  ['left of 3 signs', 'left of 3 signs']
])('parts no number from its unit: %s', (sentence, kept) => {
  expect(unparted(sentence)).toBe(kept)
})

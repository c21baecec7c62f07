import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LabelReading, readingLine } from '../../../../src/renderer/lanes/labelReading.svelte.ts'
import type { ImportLanesProgress, LaneOverview } from '../../../../src/shared/lanes.ts'
import type { WorkLine } from '../../../../src/shared/workLine.ts'

const reading: ImportLanesProgress = { stage: 'reading', done: 40, total: 1800, rate: 212.4, secondsLeft: 8.3 }
const scoring: ImportLanesProgress = { stage: 'scoring', done: 0, total: 0, rate: null, secondsLeft: null }
const found = { drawn: 0 } as LaneOverview

let signal: AbortSignal | null | undefined
let send: (line: WorkLine<ImportLanesProgress, LaneOverview>) => void

beforeEach(() => {
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    signal = init.signal
    const body = new ReadableStream<Uint8Array>({
      start(out) {
        send = (line) => out.enqueue(new TextEncoder().encode(JSON.stringify(line) + '\n'))
        signal?.addEventListener('abort', () => out.error(signal?.reason))
      }
    })
    return Promise.resolve(new Response(body))
  })
})
afterEach(() => vi.unstubAllGlobals())

test('an import tells how far it is until it is done', async () => {
  const labels = new LabelReading()
  const read = labels.read('drive', { path: '/labels' })
  send({ progress: reading })
  await vi.waitFor(() => expect(labels.progress).toEqual(reading))
  send({ found })
  expect(await read).toEqual(found)
  expect([labels.busy, labels.progress]).toEqual([false, null])
})

test('a stopped import is no failure', async () => {
  const labels = new LabelReading()
  const read = labels.read('drive', { path: '/labels' })
  send({ progress: reading })
  await vi.waitFor(() => expect(labels.progress).not.toBeNull())
  labels.stop()
  expect(await read).toBeNull()
  expect([signal?.aborted, labels.busy, labels.progress]).toEqual([true, false, null])
})

test('what is kept already cannot be stopped', async () => {
  const labels = new LabelReading()
  const read = labels.read('drive', { path: '/labels' })
  send({ progress: scoring })
  await vi.waitFor(() => expect(labels.progress).toEqual(scoring))
  labels.stop()
  send({ found })
  expect(await read).toEqual(found)
})

test('what went wrong is a sentence', async () => {
  const labels = new LabelReading()
  const read = labels.read('drive', { path: '/labels' })
  send({ error: '1.png is damaged.' })
  await expect(read).rejects.toThrow('1.png is damaged.')
})

test.each([
  [reading, 'Reading labels · 40 of 1,800 · 212 a second · 8 s left'],
  [{ ...reading, rate: null, secondsLeft: null }, 'Reading labels · 40 of 1,800'],
  [scoring, 'Scoring with the new lanes']
])('%j in words', (progress, words) => expect(readingLine(progress)).toBe(words))

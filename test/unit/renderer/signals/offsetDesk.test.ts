import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DriveSignals } from '../../../../src/shared/api.ts'
import { SignalSettings } from '../../../../src/shared/recording.ts'
import { OffsetDesk } from '../../../../src/renderer/signals/offsetDesk.svelte.ts'

/** Offsets that were sent, and what lets the app answer each. */
let sent: number[]
let answer: (() => void)[]
let fails: boolean
/** The offset that the signals on the page were worked out with. */
let onPage: number
let desk: OffsetDesk

beforeEach(() => {
  ;[sent, answer, fails, onPage] = [[], [], false, 0.1]
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit = {}) => {
    const { offsetSeconds } = SignalSettings.parse(JSON.parse(body as string))
    sent.push(offsetSeconds)
    await new Promise<void>((resolve) => answer.push(resolve))
    if (fails) return Response.json({ error: 'The drive is not where it was.' }, { status: 404 })
    const settings = SignalSettings.parse({ offsetSeconds })
    return Response.json({ settings, signals: [], suggestions: [] } satisfies DriveSignals)
  })
  desk = new OffsetDesk(
    'drive',
    () => onPage,
    async () => void (onPage = sent.at(-1)!)
  )
})
afterEach(() => vi.unstubAllGlobals())

/** Lets the app answer what it was asked last. */
async function answered(): Promise<void> {
  await vi.waitFor(() => expect(answer.length).toBeGreaterThan(0))
  answer.shift()!()
}

test('while it is being moved nothing is sent', () => {
  for (const seconds of [0.2, 0.3, 0.4]) desk.move(seconds)
  expect(sent).toEqual([])
  expect([desk.seconds, desk.moved]).toEqual([0.4, expect.closeTo(0.3, 12)])
})

test('what is let go is kept, and then nothing is moved any more', async () => {
  desk.move(0.4)
  const kept = desk.keep()
  expect(desk.saving).toBe(true)
  await answered()
  await kept
  expect(sent).toEqual([0.4])
  expect([desk.saving, desk.seconds, desk.moved]).toEqual([false, 0.4, 0])
})

test('what is let go meanwhile is kept after it; what is only being moved is not', async () => {
  desk.move(0.2)
  const kept = desk.keep()
  desk.move(0.3)
  void desk.keep()
  desk.move(0.5)
  void desk.keep()
  desk.move(0.7)
  await answered()
  await answered()
  await kept
  expect(sent).toEqual([0.2, 0.5])
  expect([desk.seconds, desk.moved]).toEqual([0.7, expect.closeTo(0.2, 12)])
})

test('let go where it was, nothing is sent', async () => {
  desk.move(0.1)
  await desk.keep()
  expect(sent).toEqual([])
  expect(desk.seconds).toBe(0.1)
})

test('what cannot be kept goes back', async () => {
  fails = true
  desk.move(0.4)
  const kept = desk.keep()
  await answered()
  await kept
  expect([desk.seconds, desk.moved, desk.saving]).toEqual([0.1, 0, false])
})

test.each([
  [NaN, 0.1],
  [9000, 600],
  [-9000, -600]
])('moved to %d it is at %d', (to, at) => {
  desk.move(to)
  expect(desk.seconds).toBe(at)
})

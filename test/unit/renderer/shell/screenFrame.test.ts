import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { screenFrame } from '../../../../src/renderer/shell/screenFrame.ts'

let waiting: Map<number, () => void>

function nextScreenFrame(): void {
  const callbacks = [...waiting.values()]
  waiting.clear()
  for (const callback of callbacks) callback()
}

beforeEach(() => {
  waiting = new Map()
  let last = 0
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    waiting.set(++last, callback)
    return last
  })
  vi.stubGlobal('cancelAnimationFrame', (request: number) => waiting.delete(request))
})
afterEach(() => vi.unstubAllGlobals())

test('of several drawings the newest runs, once', () => {
  const drawn: string[] = []
  const { draw } = screenFrame()
  draw(() => drawn.push('old'))
  draw(() => drawn.push('new'))
  nextScreenFrame()
  nextScreenFrame()
  expect(drawn).toEqual(['new'])
})

test('drawing anew in every screen frame does not starve: each frame something is drawn', () => {
  const drawn: number[] = []
  const { draw } = screenFrame()
  draw(() => drawn.push(0))
  for (let frame = 1; frame <= 5; frame++) {
    draw(() => drawn.push(frame))
    nextScreenFrame()
  }
  expect(drawn).toEqual([1, 2, 3, 4, 5])
})

test('nothing is drawn after the stop', () => {
  const drawn: string[] = []
  const { draw, stop } = screenFrame()
  draw(() => drawn.push('late'))
  stop()
  nextScreenFrame()
  expect(drawn).toEqual([])
})

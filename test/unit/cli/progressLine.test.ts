import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/shared/api.ts'
import { createProgressLine, inWords } from '../../../src/main/hosts/cli/progressLine.ts'

const progress = (changes: Partial<Progress> = {}): Progress => ({
  state: 'running',
  stage: 'decoding',
  done: 128,
  total: 221,
  rate: 54.21,
  secondsLeft: 1.7,
  error: null,
  ...changes
})

it.each([
  [progress(), 'analysing: 128 of 221 frames (57 %), 54.2 a second, 2 s left'],
  [progress({ rate: null, secondsLeft: null }), 'analysing: 128 of 221 frames (57 %)'],
  [progress({ done: 0, total: 0, rate: null, secondsLeft: null }), 'analysing: 0 of 0 frames'],
  [progress({ secondsLeft: 125 }), 'analysing: 128 of 221 frames (57 %), 54.2 a second, 2 min 5 s left'],
  [progress({ stage: 'scoring' }), 'scoring 221 frames'],
  [{ ...progress(), stage: 'reading' as const }, 'reading labels: 128 of 221 files (57 %), 54.2 a second, 2 s left'],
  [
    { ...progress({ rate: null, secondsLeft: null }), stage: 'recipes' as const },
    'comparing: 128 of 221 recipes (57 %)'
  ],
  [{ ...progress(), stage: 'scoring' as const, done: 0, total: 0 }, 'scoring with the new lanes']
])('%#: says how far it is', (state, words) => {
  expect(inWords(state)).toBe(words)
})

describe('where it is shown', () => {
  it('stays on one line of a terminal and leaves nothing behind', () => {
    const written: string[] = []
    const line = createProgressLine({ isTTY: true, write: (text) => written.push(text) })
    line.show(progress())
    line.show(progress({ done: 129 }))
    line.end()
    expect(written.join('')).not.toContain('\n')
    expect(written.at(-1)).toBe('\r\x1b[2K')
  })

  it('writes a plain line every three seconds elsewhere', () => {
    const written: string[] = []
    let time = 0
    const line = createProgressLine({ write: (text) => written.push(text) }, () => time)
    for (time = 0; time <= 7000; time += 500) line.show(progress({ done: time }))
    line.end()
    expect(written.map((text) => /: (\d+) of/.exec(text)![1])).toEqual(['0', '3000', '6000'])
    expect(written.every((text) => text.endsWith('\n') && !text.includes('\x1b'))).toBe(true)
  })
})

import { expect, it } from 'vitest'
import type { Findings } from '../../../src/shared/api.ts'
import { swapInWords } from '../../../src/shared/evidenceInWords.ts'
import type { SwapTest } from '../../../src/shared/swapTest.ts'
import { verdictOf } from '../../../src/shared/verdict.ts'
import { quietFindings } from '../../fixtures/findings.ts'

function swap(share: number, chance = 0.45): SwapTest {
  const drive = { share, low: share - 0.04, high: share + 0.04, frames: 76 }
  return {
    state: 'done',
    drive,
    stretches: [],
    chance: { low: chance - 0.1, mean: chance, high: chance + 0.1 },
    gap: 0.02
  }
}

function withParts(test: SwapTest): SwapTest {
  const stretches = [
    { share: 0.9, low: 0.88, high: 0.92, frames: 110, first: 0, last: 620, from: 0, to: 31 },
    { share: 0.6, low: 0.5, high: 0.7, frames: 110, first: 621, last: 1240, from: 31.05, to: 62 }
  ]
  return { ...test, stretches } as SwapTest
}

const off: Partial<Findings> = { mostlyOff: true, stretches: 3, shareOfDrive: 0.96 }

it.each<[Partial<Findings>, string, RegExp]>([
  [{ swap: swap(0.9) }, 'good', /steers by its lane: its maps and the swap test agree/],
  [{ swap: swap(0.9), stretches: 2 }, 'bad', /looked elsewhere in 2 stretches/],
  [{ swap: swap(0.9), ...off }, 'unclear', /disagree.*Check that the lanes/],
  [{ swap: swap(0.19), ...off }, 'bad', /something beside its lane: its maps and the swap test agree/],
  // The highway under a model of a simulator.
  [{ swap: swap(0.19, 0.26) }, 'unclear', /disagree.*Models outside the domain/],
  [{ swap: swap(0.45) }, 'unclear', /surroundings count as well/],
  [
    { swap: swap(0.45), stretches: 4 },
    'bad',
    /by the lane and by what lies beside it; its attention left the lane in 4 stretches/
  ],
  [{ swap: swap(0.2), stretches: 4 }, 'bad', /comes from beside the lane by the swap test/],
  [{ swap: null }, 'unclear', /By its maps alone it keeps to its lane/],
  [{ swap: null, stretches: 1 }, 'unclear', /in one stretch/],
  [{ swap: { state: 'withheld', because: 'steering', value: 0.001 } }, 'unclear', /By its maps alone/],
  [{ swap: swap(0.9), flagged: false }, 'good', /^By the swap test it steers by its lane\.$/],
  [
    { swap: swap(0.9), correlation: 0.03 },
    'unclear',
    /But it does not steer as it was driven \(r = 0\.03\): see to that first\.$/
  ],
  [{ swap: swap(0.9), coverage: 0.5 }, 'good', /Only 50 % of the drive could be judged\.$/]
])('the verdict of %j is %s', (changes, tone, says) => {
  const verdict = verdictOf({ ...quietFindings, ...changes })!
  expect(verdict.tone).toBe(tone)
  expect(verdict.sentence).toMatch(says)
})

it.each<[Partial<Findings>, string]>([
  [{ swap: swap(0.9) }, 'Steers by its lane'],
  [{ swap: swap(0.9), stretches: 2 }, 'Steers by its lane, but not all along'],
  [{ swap: swap(0.19), ...off }, 'Steers by something beside its lane'],
  [{ swap: swap(0.19) }, 'Map and test disagree'],
  [{ swap: null, stretches: 1 }, 'Looks elsewhere now and then']
])('the verdict of %j in short: %s', (changes, short) =>
  expect(verdictOf({ ...quietFindings, ...changes })!.short).toBe(short)
)

it('is none where nothing is known', () => {
  expect(verdictOf({ ...quietFindings, judged: 0, coverage: 0 })).toBeNull()
})

it.each<[SwapTest, string]>([
  [
    swap(0.83),
    'Steering changes come 83 % (79 to 87) from the lane, 17 % from elsewhere (swap test, 76 frames). The same network with shuffled weights gives 35 to 55 % on this drive.'
  ],
  [
    withParts(swap(0.83)),
    'Steering changes come 83 % (79 to 87) from the lane, 17 % from elsewhere (swap test, 76 frames). The same network with shuffled weights gives 35 to 55 % on this drive. Of 2 parts of the drive the lane counts least with 60 % (50 to 70) from 0:31 to 1:02, and most with 90 % (88 to 92) from 0:00 to 0:31.'
  ],
  [
    { state: 'withheld', because: 'steering', value: 0.0007 },
    'The swap test says nothing here: the steering hardly varies, by 0.070 % of full lock.'
  ],
  [{ state: 'withheld', because: 'lanes', value: 0 }, 'The swap test says nothing here: no lanes are known.'],
  [{ state: 'withheld', because: 'frames', value: 12 }, 'The swap test says nothing here: 12 frames are too few.']
])('a swap test is told in words: %j', (test, words) => expect(swapInWords(test)).toBe(words))

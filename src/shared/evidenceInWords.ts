import { clock, percent } from './numbersInWords.ts'
import type { SwapShare, SwapStretch, SwapTest } from './swapTest.ts'

/** Above this part of its deviation the steering on the kept pictures is another one than on the recording. */
const FAR_OFF = 0.2

/** What a swap test says, in a sentence or two. */
export function swapInWords(test: SwapTest): string {
  switch (test.state) {
    case 'done':
      return `Steering changes come ${shareInWords(test.drive)} from the lane, ${percent(1 - test.drive.share)} from elsewhere (swap test, ${test.drive.frames} frames). ${[chanceInWords(test), partsInWords(test), gapInWords(test)].filter(Boolean).join(' ')}`
    case 'withheld':
      return `The swap test says nothing here: ${whyWithheld(test)}.`
  }
}

/** '83 % (79 to 87)'. */
export function shareInWords({ share, low, high }: SwapShare): string {
  return `${percent(share)} (${whole(low)} to ${whole(high)})`
}

function whole(part: number): number {
  return Math.round(100 * part)
}

function chanceInWords({ chance }: Extract<SwapTest, { state: 'done' }>): string {
  if (!chance) return ''
  return `The same network with shuffled weights gives ${whole(chance.low)} to ${percent(chance.high)} on this drive.`
}

/** Of a long drive the parts in which the lane counts least and most. */
function partsInWords({ stretches }: Extract<SwapTest, { state: 'done' }>): string {
  const [least, ...others] = stretches.toSorted((a, b) => a.share - b.share)
  const most = others.at(-1)
  if (!least || !most) return ''
  const told = (part: SwapStretch): string =>
    `${shareInWords(part)} from ${clock(part.from, 0)} to ${clock(part.to, 0)}`
  return `Of ${stretches.length} parts of the drive the lane counts least with ${told(least)}, and most with ${told(most)}.`
}

/** What makes a share rough; null where nothing does. */
export function gapInWords({ gap }: Extract<SwapTest, { state: 'done' }>): string | null {
  if (gap < FAR_OFF) return null
  return `On the pictures that were kept the steering is off by ${percent(gap)} of its usual deviation, so take it as rough.`
}

function whyWithheld({ because, value }: Extract<SwapTest, { state: 'withheld' }>): string {
  switch (because) {
    case 'steering':
      return `the steering hardly varies, by ${(100 * value).toPrecision(2)} % of full lock`
    case 'lanes':
      return value === 0 ? 'no lanes are known' : `the lane is known in ${percent(value)} of the drive only`
    case 'numbers':
      return 'the model gives something that is not a finite number where pictures are changed'
    case 'frames':
      return `${value} frames are too few`
  }
}

import type { Warning } from '../../shared/recording.ts'
import type { Faults } from './pictureFeed.ts'
import type { PictureSource } from './pictureSource.ts'

/** More ranges than these are counted and not named one by one. */
const NAMED = 20

/**
 * Warnings for the pictures that could not be used, one for each run of neighbouring frames.
 * @param start the first frame that could be: it stands in for those before it
 */
export function faultWarnings({ nameOf }: Pick<PictureSource, 'nameOf'>, faults: Faults, start: number): Warning[] {
  const frames = [...faults.keys()].sort((a, b) => a - b)
  const ranges: { first: number; last: number }[] = []
  for (const frame of frames) {
    const range = ranges.at(-1)
    if (range && frame === range.last + 1) range.last = frame
    else ranges.push({ first: frame, last: frame })
  }
  const warnings = ranges.slice(0, NAMED).map(({ first, last }): Warning => {
    const name = nameOf(first)
    const fault = `${name} ${faults.get(first) ?? 'is damaged'}`
    const shown = first < start ? `that of frame ${start} stands in` : 'the one before stands in'
    const message =
      first === last
        ? `The picture of frame ${first} cannot be used: ${fault}; ${shown}.`
        : `The pictures of frames ${first} to ${last} cannot be used (${fault}); ${shown}.`
    return { code: 'damaged-picture', message, frames: { first, last } }
  })
  const rest = ranges.slice(NAMED)
  const [from] = rest
  const to = rest.at(-1)
  if (from && to) {
    const count = rest.reduce((sum, { first, last }) => sum + last - first + 1, 0)
    warnings.push({
      code: 'damaged-picture',
      message: `${count} more pictures between frames ${from.first} and ${to.last} cannot be used; the ones before them stand in.`,
      frames: { first: from.first, last: to.last }
    })
  }
  return warnings
}

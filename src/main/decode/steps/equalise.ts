import { roundHalfEven } from './colours.ts'
import { like, type Pixels } from './pixels.ts'

const clipped = (value: number): number => Math.min(255, Math.max(0, roundHalfEven(value)))

/** OpenCV's `equalizeHist` of one channel. */
export function equalised(picture: Pixels): Pixels {
  const { data } = picture
  const counts = new Int32Array(256)
  for (const value of data) counts[value]!++
  const least = counts.findIndex((count) => count > 0)
  const rest = data.length - counts[least]!
  const table = new Uint8Array(256).fill(least, least, least + 1)
  if (rest > 0) {
    const scale = Math.fround(255 / rest)
    table[least] = 0
    for (let value = least + 1, sum = 0; value < 256; value++) {
      sum += counts[value]!
      table[value] = clipped(Math.fround(sum * scale))
    }
  }
  const out = like(picture)
  for (let i = 0; i < data.length; i++) out.data[i] = table[data[i]!]!
  return out
}

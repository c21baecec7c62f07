/** A picture as the model gets it before its last steps: 8 bit, [height, width, channels], row-major. */
export type Pixels = Uint8Array

/** Of each pixel of such a picture how much belongs to something: [height, width], 0..1. */
export type Coverage = Float32Array

/** A picture with where its lane is. */
export interface LanePicture {
  pixels: Pixels
  lane: Coverage
}

/** `own` with the content of `other` where `hidden` says so. */
export function withContentOf(own: Pixels, other: Pixels, hidden: Coverage): Pixels {
  return blended(own, other, hidden.length, (pixel) => hidden[pixel]!)
}

/** What lies in the lane is another frame's: [height, width, channels], 8 bit. */
export function laneSwapped(own: LanePicture, donor: LanePicture): Pixels {
  return withContentOf(own.pixels, donor.pixels, own.lane)
}

/**
 * What lies outside the lane is another frame's, but for where that frame has its own lane: a second lane would be
 * pasted beside ours, and models steer by it.
 */
export function surroundingsSwapped(own: LanePicture, donor: LanePicture): Pixels {
  const pixels = own.lane.length
  return blended(own.pixels, donor.pixels, pixels, (pixel) => 1 - Math.max(own.lane[pixel]!, donor.lane[pixel]!))
}

function blended(own: Pixels, other: Pixels, pixels: number, partOfOther: (pixel: number) => number): Pixels {
  const made = new Uint8Array(own)
  const channels = own.length / pixels
  for (let pixel = 0; pixel < pixels; pixel++) {
    const part = partOfOther(pixel)
    if (part === 0) continue
    for (let i = pixel * channels; i < (pixel + 1) * channels; i++)
      made[i] = own[i]! + part * (other[i]! - own[i]!) + 0.5 // the array cuts off what comes after the point
  }
  return made
}

/** A picture that is being made: what each pixel shows, and its colour. */
export interface Canvas {
  width: number
  height: number
  /** [height, width, 3], 0..1 and beyond. */
  rgb: Float32Array
  /** NEITHER, OWN or OTHER. */
  shows: Uint8Array
  /** Metres ahead; Infinity for the sky. */
  ahead: Float32Array
}

export function createCanvas(width: number, height: number): Canvas {
  const pixels = width * height
  return {
    width,
    height,
    rgb: new Float32Array(pixels * 3),
    shows: new Uint8Array(pixels),
    ahead: new Float32Array(pixels)
  }
}

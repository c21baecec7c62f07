/** A picture of one or three channels, [height, width, channels], 8 bit. */
export interface Pixels {
  data: Uint8Array
  width: number
  height: number
  channels: number
}

/** A picture of the same size; its channels are as many as before unless said. */
export function like({ width, height, channels }: Pixels, depth = channels): Pixels {
  return { data: new Uint8Array(width * height * depth), width, height, channels: depth }
}

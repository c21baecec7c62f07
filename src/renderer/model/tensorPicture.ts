import { channelScales, type Recipe } from '../../shared/recipe.ts'

/** What a model is given for one frame, [height, width, channels], row-major. */
export interface Tensor {
  shape: readonly [height: number, width: number, channels: number]
  values: Float32Array
}

/** Numbers that are drawn black and white: what the recipe makes of 0 and of 255. */
export interface Ends {
  black: number
  white: number
}

/** Where channels have ends of their own, the widest of them. */
export function endsOf(recipe: Pick<Recipe, 'scale' | 'normalise'>): Ends {
  const scales = channelScales(recipe)
  const [blacks, whites] = [scales.map((scale) => scale(0)), scales.map((scale) => scale(255))]
  return recipe.scale.multiply < 0
    ? { black: Math.max(...blacks), white: Math.min(...whites) }
    : { black: Math.min(...blacks), white: Math.max(...whites) }
}

/** A tensor from the float32 numbers of an answer, as base64. */
export function tensorOf(shape: Tensor['shape'], base64: string): Tensor {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return { shape, values: new Float32Array(bytes.buffer) }
}

/**
 * The tensor as pixels [height, width, RGBA]: its first channel as red, the second as green, the third as blue, whatever
 * they mean, so that a wrong order of colours is seen. A single channel is grey.
 */
export function asColours({ shape, values }: Tensor, ends: Ends): Uint8ClampedArray<ArrayBuffer> {
  const channels = shape[2]
  return pixels(shape, (pixel, colour) => drawn(values[pixel * channels + Math.min(colour, channels - 1)]!, ends))
}

/** One channel as grey pixels [height, width, RGBA]. */
export function asGrey({ shape, values }: Tensor, channel: number, ends: Ends): Uint8ClampedArray<ArrayBuffer> {
  return pixels(shape, (pixel) => drawn(values[pixel * shape[2] + channel]!, ends))
}

/** The smallest and the largest number of a channel. */
export function rangeOf({ shape, values }: Tensor, channel: number): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity]
  for (let i = channel; i < values.length; i += shape[2]) {
    least = Math.min(least, values[i]!)
    most = Math.max(most, values[i]!)
  }
  return [least, most]
}

function drawn(value: number, { black, white }: Ends): number {
  return white === black ? 0 : (255 * (value - black)) / (white - black)
}

function pixels(
  [height, width]: Tensor['shape'],
  value: (pixel: number, colour: number) => number
): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(height * width * 4)
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let colour = 0; colour < 3; colour++) data[pixel * 4 + colour] = value(pixel, colour)
    data[pixel * 4 + 3] = 255
  }
  return data
}

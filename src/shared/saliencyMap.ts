/**
 * A saliency map as it is stored: values S >= 0 as 8-bit numbers with the map's own scale, so that maps of one
 * drive compare with each other. value = data[i] * scale / 255. Row-major, height x width, model-input space.
 * A map with sum 0 is undefined: nothing may be scored on it.
 */
export interface SaliencyMap {
  width: number
  height: number
  /** The largest value of the exact map; 0 for an all-zero map. */
  scale: number
  /** The sum of the exact map's values. */
  sum: number
  data: Uint8Array
}

/** Quantises exact values S >= 0 (row-major, height x width). Values that are not finite are refused. */
export function quantise(values: Float32Array, width: number, height: number): SaliencyMap {
  if (values.length !== width * height) throw new RangeError(`map of ${values.length} values is not ${height}x${width}`)
  let scale = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value > scale) scale = value
    sum += value
  }
  // One that is not finite makes the sum so.
  if (!Number.isFinite(sum)) throw new RangeError('the map holds a value that is not finite')
  const data = new Uint8Array(values.length)
  if (scale > 0) {
    const steps = 255 / scale
    for (let i = 0; i < data.length; i++) {
      const value = values[i]!
      data[i] = value > 0 ? value * steps + 0.5 : 0 // the array cuts off what comes after the point
    }
  }
  return new QuantisedMap(width, height, scale, sum, data)
}

/**
 * Not an object literal: optimised code of Node 24 (V8 13.6) was seen, rarely and on a busy machine, to give some
 * neighbouring maps of a batch the scale and sum of the last of them when they were made by a literal at the end of
 * `quantise`, while their data was right.
 */
class QuantisedMap implements SaliencyMap {
  width: number
  height: number
  scale: number
  sum: number
  data: Uint8Array

  constructor(width: number, height: number, scale: number, sum: number, data: Uint8Array) {
    this.width = width
    this.height = height
    this.scale = scale
    this.sum = sum
    this.data = data
  }
}

/** The values of a stored map, float32 [height, width] at its scale. */
export function dequantise(map: SaliencyMap): Float32Array {
  const values = new Float32Array(map.data.length)
  for (let i = 0; i < values.length; i++) values[i] = (map.data[i]! * map.scale) / 255
  return values
}

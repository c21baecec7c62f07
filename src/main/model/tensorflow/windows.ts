import type { Pads, Pair } from '../graph/graph.ts'
import type { OperatorCall } from '../lowering/call.ts'
import { channelsFirst, channelsLast } from '../lowering/value.ts'
import { windowPads } from '../lowering/windowPads.ts'

/** Where an operator's `data_format` has the channels: the axes of a picture as OperatorCall.picture takes them. */
export function pictureAxes(call: OperatorCall): readonly number[] {
  return call.text('data_format', 'NHWC') === 'NCHW' ? channelsFirst : channelsLast
}

/** The numbers for [y, x] of an attribute that has one for each axis of [batch, height, width, channels]. */
export function alongPicture(call: OperatorCall, attribute: string, fallback: Pair): Pair {
  const stated = call.ints(attribute)
  if (!stated || stated.length === 0) return fallback
  const [y, x] = pictureAxes(call) === channelsFirst ? [stated[2], stated[3]] : [stated[1], stated[2]]
  const others = pictureAxes(call) === channelsFirst ? [stated[0], stated[1]] : [stated[0], stated[3]]
  if (stated.length !== 4 || y === undefined || x === undefined || others.some((n) => n !== 1)) {
    return call.refuse(`has '${attribute}' set to [${stated.join(', ')}]`, 'export a model that strides over pictures')
  }
  return [y, x]
}

/** The padding of a window of `size` over a picture, as the operator states it. */
export function statedPads(
  call: OperatorCall,
  picture: Pair,
  size: Pair,
  strides: Pair,
  dilations: Pair = [1, 1]
): Pads {
  const mode = call.text('padding', 'VALID')
  if (mode === 'SAME') return windowPads('same', picture, size, strides, dilations)
  if (mode === 'VALID') return windowPads('valid', picture, size, strides, dilations)
  const stated = call.ints('explicit_paddings') ?? []
  if (mode !== 'EXPLICIT' || stated.length !== 8) return call.refuse(`pads by '${mode}'`, 'pad by SAME or VALID')
  // A pair for each axis, in the order of the data format.
  const from = pictureAxes(call) === channelsFirst ? 4 : 2
  const [top, bottom, left, right] = stated.slice(from, from + 4) as [number, number, number, number]
  return [top, right, bottom, left]
}

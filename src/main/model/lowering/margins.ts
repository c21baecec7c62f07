import type { Pads } from '../graph/graph.ts'
import type { OperatorCall } from './call.ts'
import type { Value } from './value.ts'

/** Pixels at the sides of a picture [height, width, channels]: cut off, or zeros put around. */

/** The picture without so many pixels of each side. InputError where nothing is left. */
export function cropped(call: OperatorCall, picture: Value, pads: Pads, step?: string): Value {
  const [height, width, channels] = picture.shape as readonly [number, number, number]
  const shape = [height - pads[0] - pads[2], width - pads[1] - pads[3], channels]
  if (shape[0]! < 1 || shape[1]! < 1) {
    call.refuse(`cuts a ${height}x${width} picture down to nothing`, 'export the model again')
  }
  return call.emit({ type: 'crop', pads }, [picture], shape, { ...(step ? { step } : {}), like: picture })
}

/** The picture with so many zeros at each side. */
export function framed(call: OperatorCall, picture: Value, pads: Pads, step?: string): Value {
  const [height, width, channels] = picture.shape as readonly [number, number, number]
  const shape = [height + pads[0] + pads[2], width + pads[1] + pads[3], channels]
  return call.emit({ type: 'pad', pads }, [picture], shape, { ...(step ? { step } : {}), like: picture })
}

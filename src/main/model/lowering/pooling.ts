import type { Pads, Pair, Ties } from '../graph/graph.ts'
import type { OperatorCall } from './call.ts'
import { framed } from './margins.ts'
import type { Value } from './value.ts'
import { windowSize } from './windowPads.ts'

/** Pools of any format: what they gather is a window, or the whole picture. */

/** A window that slides over [height, width]; padding never wins a maximum and is not counted in an average. */
export interface PoolWindow {
  size: Pair
  strides: Pair
  pads: Pads
}

type Pool = 'max-pool' | 'average-pool'

/** A picture pooled window by window. InputError where the window is larger than the picture. */
export function pooled(
  call: OperatorCall,
  picture: Value,
  type: Pool,
  { size, strides, pads }: PoolWindow,
  step?: string
): Value {
  const [height, width, channels] = picture.shape as readonly [number, number, number]
  const result = windowSize([height, width], size, strides, pads)
  if (result[0] < 1 || result[1] < 1) {
    call.refuse(`pools ${size.join('x')} pixels of a ${height}x${width} input`, 'export the model again')
  }
  const shape = [...result, channels]
  return call.emit({ type, size, strides, pads }, [picture], shape, { ...(step ? { step } : {}), like: picture })
}

/**
 * The mean of each window. Of its padding `counted` are zeros of the picture, which count; the rest does not, as what
 * rounding up adds.
 */
export function averaged(
  call: OperatorCall,
  picture: Value,
  { size, strides, pads }: PoolWindow,
  counted: Pads
): Value {
  if (counted.every((pad) => pad === 0)) return pooled(call, picture, 'average-pool', { size, strides, pads })
  const zeros = framed(call, picture, counted, 'pad')
  const [top, right, bottom, left] = pads
  const rest: Pads = [top - counted[0], right - counted[1], bottom - counted[2], left - counted[3]]
  return pooled(call, zeros, 'average-pool', { size, strides, pads: rest })
}

/** How a whole picture is gathered: whether its axes stay with a size of 1, and the name of the node where it is not the last. */
interface Whole {
  keep: boolean
  step: string
}

/** The mean of each channel of a picture: [channels], or [1, 1, channels]. */
export function wholeAverage(call: OperatorCall, picture: Value, { keep, step }: Whole): Value {
  const channels = picture.shape[2]!
  const vector = call.emit({ type: 'global-average-pool' }, [picture], [channels], keep ? { step } : {})
  if (keep) return call.emit({ type: 'reshape' }, [vector], [1, 1, channels], { like: picture })
  return { ...vector, batchAt: picture.batchAt }
}

/**
 * The largest number of each channel of a picture: [channels], or [1, 1, channels].
 * @param ties left out for a pool whose window is the picture: unlike a maximum along axes it has one winner
 */
export function wholeMaximum(call: OperatorCall, picture: Value, { keep, step, ties }: Whole & { ties?: Ties }): Value {
  const [height, width, channels] = picture.shape as readonly [number, number, number]
  const whole = [height, width] as const
  const op = { type: 'max-pool', size: whole, strides: whole, pads: [0, 0, 0, 0], ...(ties && { ties }) } as const
  const max = call.emit(op, [picture], [1, 1, channels], { ...(keep ? {} : { step }), like: picture })
  return keep ? max : call.reshaped(max, [channels])
}

import type { Pads, Pair, Weights } from '../graph/graph.ts'
import type { OperatorCall } from './call.ts'
import type { Value } from './value.ts'
import { windowSize } from './windowPads.ts'

/** Convolutions of any format: an importer brings the kernel into the graph's order of axes and works out the padding. */

/** What pictures are convolved with. */
export interface Kernel {
  /** [kh, kw, in / groups, out]; of a transposed convolution [kh, kw, out / groups, in]. */
  kernel: Weights
  bias: Float32Array | null
}

/** How a kernel goes over [height, width]. */
export interface Sliding {
  strides: Pair
  dilations?: Pair
  pads: Pads
}

/**
 * A picture [height, width, channels] convolved. A kernel for a part of the channels has as many groups as there are such
 * parts. InputError where the kernel is larger than the picture, or for other channels.
 */
export function convolved(
  call: OperatorCall,
  picture: Value,
  { kernel, bias }: Kernel,
  { strides, dilations = [1, 1], pads }: Sliding,
  step?: string
): Value {
  const [height, width, channels] = picture.shape as readonly [number, number, number]
  const [rows, columns, depth, out] = kernel.shape as readonly [number, number, number, number]
  const groups = channels / depth
  if (!Number.isInteger(groups)) {
    call.refuse(`has a kernel for ${depth} channels where its input has ${channels}`, 'export the model again')
  }
  if (out % groups !== 0) call.refuse(`divides ${out} filters into ${groups} groups`, 'export the model again')
  const size = slidSize(call, [height, width], [rows, columns], { strides, dilations, pads })
  const op = { type: 'conv2d', kernel, bias, strides, dilations, pads, groups } as const
  return call.emit(op, [picture], [...size, out], { ...(step ? { step } : {}), like: picture })
}

/** [height, width] of what a kernel of this size makes of a picture. InputError where the kernel is larger. */
export function slidSize(
  call: OperatorCall,
  picture: Pair,
  kernel: Pair,
  { strides, dilations = [1, 1], pads }: Sliding
): Pair {
  const size = windowSize(picture, kernel, strides, pads, dilations)
  if (size.every((n) => n > 0)) return size
  return call.refuse(
    `has a ${kernel.join('x')} kernel, larger than its ${picture.join('x')} input`,
    'export the model again'
  )
}

/**
 * A depthwise kernel [kh, kw, channels, filters a channel], or its weights in that order, as one of as many groups as
 * channels: [kh, kw, 1, channels * filters].
 */
export function ofEachChannel({ shape, data }: Weights): Weights {
  const [rows, columns, channels, each] = shape as readonly [number, number, number, number]
  return { shape: [rows, columns, 1, channels * each], data }
}

/**
 * The picture that a convolution of this kernel, stride and padding makes the given one of, as its gradient has it.
 * @param size [height, width] of the result
 * @param groups into which the channels are divided
 * @throws InputError where that convolution does not lead back
 */
export function transposedConvolution(
  call: OperatorCall,
  picture: Value,
  { kernel, bias }: Kernel,
  { strides, pads }: Omit<Sliding, 'dilations'>,
  size: Pair,
  groups = 1
): Value {
  const [height, width] = picture.shape as readonly [number, number, number]
  const [rows, columns, depth, taken] = kernel.shape as readonly [number, number, number, number]
  if (taken !== picture.shape[2]) {
    call.refuse(`has a kernel for ${taken} channels where its input has ${picture.shape[2]}`, 'export the model again')
  }
  if (windowSize(size, [rows, columns], strides, pads).join() !== `${height},${width}`) {
    call.refuse(
      `makes ${size.join('x')} pixels of ${height}x${width}, which a convolution does not lead back`,
      'export the model again'
    )
  }
  const op = { type: 'conv2d-transpose', kernel, bias, strides, pads, groups } as const
  return call.emit(op, [picture], [...size, depth * groups], { like: picture })
}

import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { Pads, Shape } from '../../model/graph/graph.ts'
import { tf } from '../tensorflowBackend.ts'

type Explicit = [[number, number], [number, number], [number, number], [number, number]]

/** Padding as TensorFlow.js convolutions take it. */
export function padding(pads: Pads): 'valid' | Explicit {
  return pads.every((pixels) => pixels === 0) ? 'valid' : sides(pads)
}

/** Adds pixels of one value on each side of [batch, height, width, channels]. */
export function padded(x: Tensor, pads: Pads, value = 0): Tensor4D {
  return (pads.every((pixels) => pixels === 0) ? x : tf.pad(x, sides(pads), value)) as Tensor4D
}

/** The part of [batch, height, width, channels] of the given size whose upper left pixel is (top, left). */
export function cut(x: Tensor, top: number, left: number, [height, width]: Shape): Tensor4D {
  const [batch, rows, columns, channels] = (x as Tensor4D).shape
  if (rows === height && columns === width) return x as Tensor4D
  return tf.slice(x as Tensor4D, [0, top, left, 0], [batch, height!, width!, channels])
}

/** Values that do not depend on the picture have a batch axis of 1: repeats those for the others of the batch. */
export function repeatedTo(batch: number, x: Tensor): Tensor {
  return x.shape[0] === batch ? x : tf.tile(x, [batch, ...x.shape.slice(1).map(() => 1)])
}

function sides([top, right, bottom, left]: Pads): Explicit {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0]
  ]
}

import type * as TensorflowCore from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { tf } from '../../../src/main/engine/tensorflowBackend.ts'
import type { Random } from '../../world/random.ts'
import { PLACES, RGB, STRIDE } from './chunk.ts'
import { INPUT, OUTPUT } from './network.ts'

type Tensor = TensorflowCore.Tensor
type Optimizer = ReturnType<typeof tf.train.adam>

/** Pictures of a step, and what is to be said of them. */
export interface Lesson {
  count: number
  /** [count, 96, 160, 3], 0..1 */
  pictures: Float32Array
  /** [count, 48, 80, 3]: parts of a place that are neither, own, other. */
  places: Float32Array
  /** [count] */
  off: Float32Array
}

/** Overlap from which the own lane counts as right. */
export const RIGHT = 0.8
/** Weights of the two numbers of the whole picture in the loss. */
const WHOLE = 0.1

/** Takes pictures of a chunk as they are, or as in a mirror, brighter or darker. */
export function lessonOf(bytes: Uint8Array, picked: readonly number[], random: Random | null): Lesson {
  const count = picked.length
  const lesson = {
    count,
    pictures: new Float32Array(count * RGB),
    places: new Float32Array(count * PLACES * 3),
    off: new Float32Array(count)
  }
  picked.forEach((index, i) => {
    const from = index * STRIDE
    const isMirrored = random?.chance(0.5) ?? false
    const gain = (random ? random.range(0.8, 1.2) : 1) / 255
    mirrored(INPUT.width, INPUT.height, isMirrored, (source, target) => {
      for (let c = 0; c < 3; c++)
        lesson.pictures[i * RGB + target * 3 + c] = Math.min(1, bytes[from + source * 3 + c]! * gain)
    })
    mirrored(OUTPUT.width, OUTPUT.height, isMirrored, (source, target) => {
      const value = bytes[from + RGB + source]!
      const [own, other] = [(value & 15) / 4, (value >> 4) / 4]
      lesson.places.set([1 - own - other, own, other], (i * PLACES + target) * 3)
    })
    lesson.off[i] = bytes[from + RGB + PLACES]!
  })
  return lesson
}

function mirrored(
  width: number,
  height: number,
  isMirrored: boolean,
  copy: (source: number, target: number) => void
): void {
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      copy(row * width + column, row * width + (isMirrored ? width - 1 - column : column))
}

/** What a network is worth on a lesson; each is a mean over its pictures. */
export interface Worth {
  loss: number
  /** Overlap of the own lane, where there is one. */
  overlap: number
}

/** One step of Adam. */
export function trainStep(network: LayersModel, optimizer: Optimizer, lesson: Lesson): Worth {
  return tf.tidy(() => {
    const worth = { loss: NaN, overlap: NaN }
    optimizer.minimize(() => {
      const { loss, overlap } = judge(network, lesson)
      worth.loss = loss.dataSync()[0]!
      worth.overlap = overlap
      return loss as TensorflowCore.Scalar
    })
    return worth
  })
}

/** The same without learning. */
export function validate(network: LayersModel, lesson: Lesson): Worth {
  return tf.tidy(() => {
    const { loss, overlap } = judge(network, lesson)
    return { loss: loss.dataSync()[0]!, overlap }
  })
}

function judge(network: LayersModel, { count, pictures, places, off }: Lesson): { loss: Tensor; overlap: number } {
  const x = tf.tensor4d(pictures, [count, INPUT.height, INPUT.width, 3])
  const truth = tf.tensor4d(places, [count, OUTPUT.height, OUTPUT.width, 3])
  const [logits, whole] = network.apply(x, { training: true }) as [Tensor, Tensor]
  const entropy = tf.neg(tf.mean(tf.sum(tf.mul(truth, tf.logSoftmax(logits)), -1)))
  // Read, not derived: how right the answer is follows from the answer and teaches it nothing.
  const overlaps = overlapsOf(tf.softmax(logits).dataSync() as Float32Array, places, count)
  const isRight = tf.tensor1d(overlaps.map((value) => (value >= RIGHT ? 1 : 0)))
  const answers = tf.stack([tf.tensor1d(off), isRight], 1)
  // log(1 + e^x) - x y, as numbers allow.
  const doubts = tf.mean(tf.sub(tf.softplus(whole), tf.mul(whole, answers)))
  const known = overlaps.filter((value) => !Number.isNaN(value))
  const overlap = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
  return { loss: tf.add(entropy, tf.mul(doubts, WHOLE)), overlap }
}

/** Overlap of the own lane in each picture; NaN where there is none. */
export function overlapsOf(found: Float32Array, truth: Float32Array, count: number): number[] {
  return Array.from({ length: count }, (_, picture) => {
    let [shared, either, wanted] = [0, 0, 0]
    for (let place = 0; place < PLACES; place++) {
      const at = (picture * PLACES + place) * 3 + 1
      const [a, b] = [found[at]! > 0.5, truth[at]! > 0.5]
      if (a && b) shared++
      if (a || b) either++
      if (b) wanted++
    }
    return wanted > 0 ? shared / either : NaN
  })
}

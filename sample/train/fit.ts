import { prepareInput } from '../../src/main/model/input/prepareInput.ts'
import { tf } from '../../src/main/engine/tensorflowBackend.ts'
import { recipeFile } from '../recipe.ts'
import { createRandom, type Random } from '../world/random.ts'
import { shuffled } from '../world/shuffled.ts'
import { augment } from './augment.ts'
import { correlation } from '../../src/shared/correlation.ts'
import { type Network, withFeatureMaps } from './network.ts'
import type { PictureSet } from './pictureSet.ts'
import { createSwap, type SwapOptions, type SwapSurroundings } from './surroundings.ts'

export interface FitOptions {
  seed: string
  epochs: number
  batch: number
  /** Learning rate at the start; it falls to a hundredth along a half cosine. */
  rate: number
  /**
   * Weight of the mean of all feature maps in the loss: a unit that need not answer stays silent, so that what does
   * answer is what the network steers by.
   */
  silence: number
  /** How pictures are given the surroundings of others. */
  swap: SwapOptions
  /** Least saturation of an augmented picture: 0 where colours should not matter. */
  palest: number
}

/** One point of the loss curve: mean squared error of steering after this epoch. */
export interface LossPoint {
  epoch: number
  training: number
  /** On pictures that were never trained on, without augmentation. */
  validation: number
  correlation: number
}

type Tensor = InstanceType<typeof tf.Tensor>

const [height, width] = [66, 200]
const size = height * width * 3

/** Trains with Adam on augmented pictures and gives the loss curve. */
export async function fit(
  network: Network,
  training: PictureSet,
  validation: PictureSet,
  options: FitOptions,
  report: (point: LossPoint) => void
): Promise<LossPoint[]> {
  const random = createRandom(options.seed)
  const optimizer = tf.train.adam(options.rate)
  const observed = withFeatureMaps(network)
  const swap = createSwap(options.swap)
  const curve: LossPoint[] = []
  const steps = Math.floor(training.count / options.batch)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = shuffled(training.count, random)
    let loss = 0
    for (let step = 0; step < steps; step++) {
      const done = (epoch * steps + step) / (options.epochs * steps)
      Object.assign(optimizer, { learningRate: options.rate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * done))) })
      const picked = order.slice(step * options.batch, (step + 1) * options.batch)
      const [inputs, wanted] = augmentedBatch(training, picked, random, options, swap)
      loss += trainStep(observed, optimizer, inputs, wanted, options.silence)
      // Lets signals and timers through.
      await new Promise(setImmediate)
    }
    const predicted = predict(network, validation)
    const point = {
      epoch: epoch + 1,
      training: loss / steps,
      validation: meanSquare(predicted, validation.steering),
      correlation: correlation(predicted, validation.steering) ?? Number.NaN
    }
    curve.push(point)
    report(point)
  }
  optimizer.dispose()
  return curve
}

/** Steering of each picture of the set, normalised and left-positive. */
function predict(network: Network, { count, pictures }: Pick<PictureSet, 'count' | 'pictures'>): Float32Array {
  const steering = new Float32Array(count)
  for (let from = 0; from < count; from += 64) {
    const batch = Math.min(64, count - from)
    const inputs = new Float32Array(batch * size)
    for (let i = 0; i < batch; i++) prepare(pictures.subarray((from + i) * size, (from + i + 1) * size), inputs, i)
    steering.set(
      tf.tidy(() => network.predictOnBatch(tf.tensor4d(inputs, [batch, height, width, 3])) as Tensor).dataSync(),
      from
    )
  }
  return steering
}

/** One step of Adam; gives the mean squared error of steering before it. */
function trainStep(
  observed: ReturnType<typeof withFeatureMaps>,
  optimizer: ReturnType<typeof tf.train.adam>,
  inputs: Float32Array,
  wanted: Float32Array,
  silence: number
): number {
  const batch = wanted.length
  return tf.tidy(() => {
    const x = tf.tensor4d(inputs, [batch, height, width, 3])
    const y = tf.tensor2d(wanted, [batch, 1])
    let error = NaN
    optimizer.minimize(() => {
      const [guess, ...maps] = observed.apply(x, { training: true }) as Tensor[]
      if (!guess) throw new Error('the network has no output')
      const squares: Tensor = tf.mean(tf.squaredDifference(guess, y))
      error = squares.dataSync()[0] ?? NaN
      const loudness = maps.reduce((sum, map) => tf.add(sum, tf.mean(map)), tf.scalar(0) as Tensor)
      return tf.add(squares, tf.mul(loudness, silence))
    })
    return error
  })
}

function augmentedBatch(
  set: PictureSet,
  picked: number[],
  random: Random,
  { palest }: FitOptions,
  swap: SwapSurroundings
): [inputs: Float32Array, wanted: Float32Array] {
  const inputs = new Float32Array(picked.length * size)
  const [before, after] = [new Uint8Array(size), new Uint8Array(size)]
  for (const [i, index] of picked.entries()) {
    swap(set, index, random, before)
    augment(before, width, height, random, palest, after)
    prepare(after, inputs, i)
  }
  return [inputs, Float32Array.from(picked, (index) => set.steering[index] ?? 0)]
}

function prepare(rgb: Uint8Array, inputs: Float32Array, index: number): void {
  prepareInput(rgb, height * width, recipeFile.recipe, inputs, index * size)
}

function meanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return sum / a.length
}

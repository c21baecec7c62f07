import type { LayersModel } from '@tensorflow/tfjs-layers'
import { tf } from '../../src/main/engine/tensorflowBackend.ts'
import { quantile } from '../../src/shared/quantile.ts'
import { createRandom } from '../world/random.ts'
import { corridorPlan } from './plan.ts'
import { STRIDE } from './train/chunk.ts'
import { makeChunks, readChunks } from './train/chunks.ts'
import { lessonOf, overlapsOf } from './train/fit.ts'
import { INPUT } from './train/network.ts'
import type { Variety } from './world/world.ts'

type Tensor = ReturnType<typeof tf.tensor4d>

const BATCH = 32

/**
 * Overlap (IoU) of the own lane with the truth in single pictures of worlds that are never trained on, all variety in them:
 * the mean of each world's pictures, NaN for a world without a lane in any.
 */
export async function overlapByWorld(network: LayersModel, cache: string, threads: number): Promise<number[]> {
  const { validation } = corridorPlan()
  const bytes = await readChunks(await makeChunks(validation, cache, threads, () => undefined))
  const overlaps: number[] = []
  for (let from = 0; from < bytes.length / STRIDE; from += BATCH) {
    const picked = Array.from({ length: Math.min(BATCH, bytes.length / STRIDE - from) }, (_, i) => from + i)
    const { pictures, places, count } = lessonOf(bytes, picked, null)
    const found = tf.tidy(() => {
      const [logits] = network.predictOnBatch(tf.tensor4d(pictures, [count, INPUT.height, INPUT.width, 3])) as Tensor[]
      return tf.softmax(logits!).dataSync() as Float32Array
    })
    overlaps.push(...overlapsOf(found, places, count))
  }
  const { perWorld } = validation
  return Array.from({ length: overlaps.length / perWorld }, (_, world) =>
    mean(overlaps.slice(world * perWorld, (world + 1) * perWorld).filter((value) => !Number.isNaN(value)))
  )
}

/** What a network is worth beside another one on the same worlds. */
interface Difference {
  mean: number
  /** 95 % of the means of worlds drawn anew with repetition (bootstrap, Efron 1979) lie between these. */
  from: number
  to: number
}

const DRAWS = 2000

/** How much better `one` is than `other`, world by world. */
function differenceOf(one: readonly number[], other: readonly number[]): Difference {
  const each = one.map((value, world) => value - other[world]!).filter((value) => !Number.isNaN(value))
  const random = createRandom('corridor variety')
  const means = Array.from({ length: DRAWS }, () =>
    mean(each.map(() => each[Math.floor(random.next() * each.length)]!))
  )
  return { mean: mean(each), from: quantile(means, 0.025), to: quantile(means, 0.975) }
}

/** One line of the table of what each group of variety is worth. */
export function varietyLine(without: keyof Variety | null, overlap: readonly number[], all: readonly number[]): string {
  const known = overlap.filter((value) => !Number.isNaN(value))
  const whole = `${without === null ? 'all' : `without ${without}`}: overlap ${mean(known).toFixed(3)} in ${known.length} worlds`
  if (without === null) return whole
  const { from, to, ...difference } = differenceOf(overlap, all)
  return `${whole}, ${signed(difference.mean)} (${signed(from)} to ${signed(to)})`
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

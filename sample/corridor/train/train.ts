import type { LayersModel } from '@tensorflow/tfjs-layers'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { loadBackend, tf } from '../../../src/main/engine/tensorflowBackend.ts'
import { createRandom } from '../../world/random.ts'
import type { CorridorPlan } from '../plan.ts'
import { STRIDE } from './chunk.ts'
import { makeChunks, readChunks } from './chunks.ts'
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts'
import { lessonOf, trainStep, validate, type Worth } from './fit.ts'
import { createNetwork } from './network.ts'
import { shuffled } from '../../world/shuffled.ts'
import { teachWhole } from './teachWhole.ts'

/** Chunks that are mixed with each other: some hundred megabytes. */
const MIXED = 4
/** Steps until the full rate. */
const WARM = 200

export interface TrainOptions {
  cache: string
  /** Names the checkpoint. */
  name: string
  threads: number
  say: (line: string) => void
}

/** Makes the pictures that are missing, trains from the last epoch on, and teaches what is said of whole pictures last. */
export async function train(plan: CorridorPlan, options: TrainOptions): Promise<LayersModel> {
  const { cache, threads, say } = options
  const network = await trainPlaces(plan, options)
  await teachWhole(network, await makeChunks(plan.whole, cache, threads, rateOf('pictures', say)), say)
  return network
}

/** The same without the last step: what it says of places is then all it will be. */
export async function trainPlaces(
  plan: CorridorPlan,
  { cache, name, threads, say }: TrainOptions
): Promise<LayersModel> {
  const progress = rateOf('pictures', say)
  const files = await makeChunks(plan.training, cache, threads, progress)
  const held = await readChunks(await makeChunks(plan.validation, cache, threads, progress))
  await loadBackend('tf-native')
  await tf.setBackend('tensorflow')
  const network = createNetwork(plan.seed)
  const optimizer = tf.train.adam(plan.rate)
  await mkdir(cache, { recursive: true })
  const checkpoint = join(cache, `${name}.json`)
  const from = await loadCheckpoint(checkpoint, network, optimizer)
  for (let epoch = from; epoch < plan.epochs; epoch++) {
    const started = Date.now()
    const random = createRandom(`corridor epoch ${epoch}`)
    const chosen = chunksOf(plan, epoch, files)
    const seen: Worth[] = []
    for (let i = 0; i < chosen.length; i += MIXED) {
      const bytes = await readChunks(chosen.slice(i, i + MIXED))
      const order = shuffled(bytes.length / STRIDE, random)
      const steps = Math.floor(order.length / plan.batch)
      for (let step = 0; step < steps; step++) {
        const done = (epoch + (i + (MIXED * step) / steps) / chosen.length) / plan.epochs
        const warmth = epoch > 0 ? 1 : Math.min(1, ((i / MIXED) * steps + step + 1) / WARM)
        Object.assign(optimizer, {
          learningRate: plan.rate * warmth * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * done)))
        })
        seen.push(
          trainStep(
            network,
            optimizer,
            lessonOf(bytes, order.slice(step * plan.batch, (step + 1) * plan.batch), random)
          )
        )
        await new Promise(setImmediate)
      }
    }
    await saveCheckpoint(checkpoint, epoch + 1, network, optimizer)
    const [learnt, unseen] = [meanOf(seen), validateAll(network, held, plan.batch)]
    const left = Math.round(((Date.now() - started) / 60_000) * (plan.epochs - epoch - 1))
    say(
      `epoch ${epoch + 1} of ${plan.epochs}: loss ${learnt.loss.toFixed(4)}, overlap ${learnt.overlap.toFixed(3)}; unseen worlds ${unseen.loss.toFixed(4)}, ${unseen.overlap.toFixed(3)}; ${left} minutes left`
    )
  }
  return network
}

/** The chunks of an epoch: all of them in turns, before any comes again. */
function chunksOf({ chunksPerEpoch }: CorridorPlan, epoch: number, files: readonly string[]): string[] {
  return Array.from({ length: chunksPerEpoch }, (_, i) => {
    const at = epoch * chunksPerEpoch + i
    const round = shuffled(files.length, createRandom(`corridor round ${Math.floor(at / files.length)}`))
    return files[round[at % files.length]!]!
  })
}

function validateAll(network: LayersModel, bytes: Uint8Array, batch: number): Worth {
  const worths: Worth[] = []
  for (let from = 0; from + batch <= bytes.length / STRIDE; from += batch)
    worths.push(
      validate(
        network,
        lessonOf(
          bytes,
          Array.from({ length: batch }, (_, i) => from + i),
          null
        )
      )
    )
  return meanOf(worths)
}

function meanOf(worths: readonly Worth[]): Worth {
  const mean = (of: (worth: Worth) => number): number =>
    worths.reduce((sum, worth) => sum + of(worth), 0) / worths.length
  return { loss: mean(({ loss }) => loss), overlap: mean(({ overlap }) => overlap) }
}

function rateOf(what: string, say: (line: string) => void): (done: number, of: number) => void {
  let first: { at: number; done: number } | null = null
  return (done, of) => {
    first ??= { at: Date.now(), done: done - 1 }
    const seconds = (Date.now() - first.at) / 1000
    const rate = (done - first.done) / Math.max(seconds, 0.001)
    say(`${what}: ${done} of ${of} chunks; ${Math.ceil((of - done) / rate / 60)} minutes left`)
  }
}

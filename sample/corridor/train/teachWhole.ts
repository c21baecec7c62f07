import type * as TensorflowCore from '@tensorflow/tfjs-core'
import type * as TensorflowLayers from '@tensorflow/tfjs-layers'
import { layers } from '../../train/layers.ts'
import { tf } from '../../../src/main/engine/tensorflowBackend.ts'
import { createRandom } from '../../world/random.ts'
import { STRIDE } from './chunk.ts'
import { readChunks } from './chunks.ts'
import { lessonOf, overlapsOf, RIGHT } from './fit.ts'
import { INPUT } from './network.ts'
import { shuffled } from '../../world/shuffled.ts'

type Tensor = TensorflowCore.Tensor

const [BATCH, EPOCHS, RATE] = [64, 30, 0.002]

/** What a picture is to the layers that are taught, and what they are to say of it. */
interface Fact {
  features: Float32Array
  isOff: number
  isRight: number
}

/**
 * Teaches a network whose places are learnt the two numbers of the whole picture anew, on worlds that it has not seen: how
 * right it is can be learnt only when it no longer changes. Nothing else in it changes.
 * @param files chunks of pictures
 */
export async function teachWhole(
  network: TensorflowLayers.LayersModel,
  files: readonly string[],
  say: (line: string) => void
): Promise<void> {
  const facts: Fact[] = []
  for (const file of files) {
    facts.push(...factsOf(network, await readChunks([file])))
    await new Promise(setImmediate)
  }
  const head = headOf(network)
  const optimizer = tf.train.adam(RATE)
  const random = createRandom('corridor whole')
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = shuffled(facts.length, random)
    Object.assign(optimizer, { learningRate: RATE * (1 - epoch / EPOCHS) })
    let sum = 0
    let steps = 0
    for (let from = 0; from + BATCH <= order.length; from += BATCH, steps++)
      sum += step(
        head,
        optimizer,
        order.slice(from, from + BATCH).map((i) => facts[i]!)
      )
    if (epoch % 10 === 9) say(`whole pictures, epoch ${epoch + 1} of ${EPOCHS}: loss ${(sum / steps).toFixed(4)}`)
    await new Promise(setImmediate)
  }
}

function factsOf(network: TensorflowLayers.LayersModel, bytes: Uint8Array): Fact[] {
  const features = layers.model({
    inputs: network.inputs,
    outputs: [network.getLayer('mean').output as TensorflowLayers.SymbolicTensor, network.outputs[0]!]
  })
  const facts: Fact[] = []
  for (let from = 0; from + BATCH <= bytes.length / STRIDE; from += BATCH) {
    const lesson = lessonOf(
      bytes,
      Array.from({ length: BATCH }, (_, i) => from + i),
      null
    )
    const [mean, places] = tf.tidy(() => {
      const pictures = tf.tensor4d(lesson.pictures, [BATCH, INPUT.height, INPUT.width, 3])
      const [found, logits] = features.predictOnBatch(pictures) as [Tensor, Tensor]
      return [found.dataSync() as Float32Array, tf.softmax(logits).dataSync() as Float32Array]
    })
    const size = mean.length / BATCH
    overlapsOf(places, lesson.places, BATCH).forEach((overlap, i) =>
      facts.push({
        features: mean.slice(i * size, (i + 1) * size),
        isOff: lesson.off[i]!,
        isRight: Number(overlap >= RIGHT)
      })
    )
  }
  return facts
}

/** The layers from the features to the two logits; they are the network's own. */
function headOf(network: TensorflowLayers.LayersModel): (features: Tensor) => Tensor {
  return (features) => network.getLayer('whole').apply(network.getLayer('whole_hidden').apply(features)) as Tensor
}

function step(
  head: (features: Tensor) => Tensor,
  optimizer: ReturnType<typeof tf.train.adam>,
  facts: readonly Fact[]
): number {
  return tf.tidy(() => {
    const features = tf.tensor2d(Float32Array.from(facts.flatMap((fact) => [...fact.features])), [
      facts.length,
      facts[0]!.features.length
    ])
    const answers = tf.tensor2d(
      facts.flatMap(({ isOff, isRight }) => [isOff, isRight]),
      [facts.length, 2]
    )
    let loss = NaN
    optimizer.minimize(() => {
      const whole = head(features)
      const mean: Tensor = tf.mean(tf.sub(tf.softplus(whole), tf.mul(whole, answers)))
      loss = mean.dataSync()[0]!
      return mean as TensorflowCore.Scalar
    })
    return loss
  })
}

import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import { disagreement } from '../../src/main/engine/agree.ts'
import { createEngine } from '../../src/main/engine/engines.ts'
import { onBackend, tf } from '../../src/main/engine/tensorflowBackend.ts'
import { gradient } from '../../src/main/saliency/gradient.ts'
import type { Case } from './rounds.ts'
import { batch, pictures, target } from './subject.ts'

/** Gradient on wasm: by tf.grad, as TensorFlow.js itself does it, and by the adjoint graph. Both give the same map. */
export async function autodiffCases(): Promise<Case[]> {
  const group = `Gradient of DAVE-2 on tf-wasm, batches of ${batch}`
  const engine = await createEngine('tf-wasm')
  const session = await engine.load(gradient.build(target, 'change').graph)
  const steering = onBackend('tf-wasm', dave2ByHand)
  const slope = tf.grad((x: Tensor) => tf.sum(steering(x as Tensor4D)))
  const byAutodiff = (): Float32Array =>
    onBackend('tf-wasm', () =>
      tf.tidy(() => {
        const x = tf.tensor(pictures, [batch, 66, 200, 3], 'float32')
        return tf.max(tf.abs(slope(x)), -1).dataSync<'float32'>()
      })
    )

  const { map } = await session.run(pictures, batch)
  let slopes: Float32Array
  try {
    slopes = byAutodiff()
  } catch (error) {
    // TensorFlow.js gets its gradients from the package of the native engine.
    if (!(error instanceof Error) || !error.message.includes('gradient function not found')) throw error
    console.error('tf.grad is not measured: run npm run setup:tensorflow to have it.')
    return []
  }
  const by = disagreement(slopes, map!)
  if (by > 1e-4) throw new Error(`tf.grad and Gradient differ by ${by}`)
  return [
    { group, name: 'tf.grad', frames: batch, run: async () => void byAutodiff() },
    { group, name: 'Gradient', frames: batch, run: async () => void (await session.run(pictures, batch)) }
  ]
}

/** The benchmark's network in TensorFlow.js' own words. */
function dave2ByHand(): (x: Tensor4D) => Tensor {
  const layers = target.graph.nodes.map(({ op }): ((x: Tensor) => Tensor) => {
    switch (op.type) {
      case 'conv2d': {
        const kernel = tf.tensor4d(op.kernel.data, [...op.kernel.shape] as [number, number, number, number])
        const bias = tf.tensor1d(op.bias!)
        const strides: [number, number] = [...op.strides]
        return (x) => tf.add(tf.conv2d(x as Tensor4D, kernel, strides, 'valid'), bias)
      }
      case 'dense': {
        const kernel = tf.tensor2d(op.kernel.data, [...op.kernel.shape] as [number, number])
        const bias = tf.tensor1d(op.bias!)
        return (x) => tf.add(tf.matMul(x as Tensor2D, kernel), bias)
      }
      case 'reshape':
        return (x) => tf.reshape(x, [x.shape[0], -1])
      default:
        return (x) => tf.elu(x)
    }
  })
  return (x) => layers.reduce<Tensor>((value, layer) => layer(value), x)
}

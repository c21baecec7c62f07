import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../tensorflowBackend.ts'
import type { Operations } from './operation.ts'

type Elementwise =
  'add' | 'multiply' | 'positive' | 'absolute' | 'channel-mean' | 'channel-max' | 'channel-sum' | 'pick'

/** Arithmetic on whole tensors, and what reduces over the channels or picks one number. */
export const elementwiseOperations: Operations<Elementwise> = {
  add: () => (inputs) => joined(inputs, tf.add),
  multiply: () => (inputs) => joined(inputs, tf.mul),
  positive:
    () =>
    ([x]) =>
      tf.relu(x!),
  absolute:
    () =>
    ([x]) =>
      tf.abs(x!),
  'channel-mean':
    () =>
    ([x]) =>
      tf.mean(x!, -1, true),
  'channel-max':
    () =>
    ([x]) =>
      tf.max(x!, -1, true),
  'channel-sum':
    () =>
    ([x]) =>
      tf.sum(x!, -1, true),
  pick({ op }) {
    return ([x]) => tf.slice(tf.reshape(x!, [x!.shape[0], -1]), [0, op.index], [x!.shape[0], 1])
  }
}

function joined(inputs: readonly Tensor[], join: (a: Tensor, b: Tensor) => Tensor): Tensor {
  return inputs.slice(1).reduce((result, x) => join(result, x), tf.clone(inputs[0]!))
}

import type { Tensor } from '@tensorflow/tfjs-core'
import type { ActivationKind } from '../../model/graph.ts'
import { tf } from '../tensorflowBackend.ts'
import type { Operations } from './operation.ts'

/** Activations and their adjoints. */
export const activationOperations: Operations<'activation' | 'activation-grad'> = {
  activation({ op }) {
    return ([x]) => activate(op.activation, x!)
  },
  'activation-grad'({ op }) {
    return ([x, y, dy]) => activationGradient(op.activation, x!, y!, dy!)
  }
}

function activate(activation: ActivationKind, x: Tensor): Tensor {
  switch (activation.kind) {
    case 'relu':
      return tf.relu(x)
    case 'elu': {
      const { alpha } = activation
      return alpha === 1 ? tf.elu(x) : tf.add(tf.mul(tf.elu(x), alpha), tf.mul(tf.relu(x), 1 - alpha))
    }
    case 'leaky-relu':
      return tf.leakyRelu(x, activation.alpha)
    case 'tanh':
      return tf.tanh(x)
    case 'sigmoid':
      return tf.sigmoid(x)
    case 'atan':
      return tf.atan(x)
    case 'softplus':
      return tf.softplus(x)
    case 'softmax':
      return tf.softmax(x)
  }
}

/** dx for y = activation(x). Written in the operations that are fast on wasm: comparisons and selections are not. */
function activationGradient(activation: ActivationKind, x: Tensor, y: Tensor, dy: Tensor): Tensor {
  switch (activation.kind) {
    case 'relu':
      return tf.mul(dy, tf.step(y))
    case 'elu': {
      const { alpha } = activation
      if (alpha === 1) return eluGradient(y, dy)
      // y + alpha below zero, 1 above it.
      const slope = tf.add(tf.add(tf.sub(y, tf.relu(y)), alpha), tf.mul(tf.step(y), 1 - alpha))
      return tf.mul(dy, slope)
    }
    case 'leaky-relu':
      return tf.mul(dy, tf.add(tf.mul(tf.step(x), 1 - activation.alpha), activation.alpha))
    case 'tanh':
      return tf.mul(dy, tf.sub(1, tf.square(y)))
    case 'sigmoid':
      return tf.mul(dy, tf.mul(y, tf.sub(1, y)))
    case 'atan':
      return tf.div(dy, tf.add(tf.square(x), 1))
    case 'softplus':
      return tf.mul(dy, tf.sigmoid(x))
    case 'softmax':
      return tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), -1, true)))
  }
}

/** TensorFlow's own kernel, for which tfjs-core has no function; it wants both tensors of one shape. */
function eluGradient(y: Tensor, dy: Tensor): Tensor {
  const whole = dy.shape[0] === y.shape[0] ? dy : tf.broadcastTo(dy, y.shape)
  return tf.engine().runKernel(tf.EluGrad, { dy: whole, y }) as Tensor
}

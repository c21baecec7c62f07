import type { Tensor } from '@tensorflow/tfjs-core'
import { type ActivationKind, type AtKink, isRoot } from '../../model/graph/graph.ts'
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
    case 'clip':
      return tf.clipByValue(x, activation.min, activation.max)
    case 'swish':
      return tf.mul(x, tf.sigmoid(x))
    case 'gelu':
      return tf.mul(x, activation.approximate ? normalByTanh(x) : normal(x))
    case 'prelu':
      return tf.prelu(x, tf.tensor(activation.alpha))
    case 'erf':
      return errorFunction(x)
    case 'power':
      return tf.pow(x, activation.exponent)
    case 'exp':
      return tf.exp(x)
    case 'log':
      return tf.log(x)
    case 'absolute':
      return tf.abs(x)
    case 'sine':
      return tf.sin(x)
    case 'step':
      return tf.step(x)
  }
}

/** dx for y = activation(x). Written in the operations that are fast on wasm: comparisons and selections are not. */
function activationGradient(activation: ActivationKind, x: Tensor, y: Tensor, dy: Tensor): Tensor {
  switch (activation.kind) {
    case 'relu':
      return tf.mul(dy, tf.step(y))
    case 'elu': {
      const { alpha, atKink } = activation
      if (alpha === 1) return eluGradient(y, dy)
      // y + alpha below zero, 1 above it.
      const slope = tf.add(tf.add(tf.sub(y, tf.relu(y)), alpha), tf.mul(isAbove(x, atKink), 1 - alpha))
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
    case 'clip':
      return tf.mul(
        dy,
        tf.mul(
          isAbove(tf.sub(x, activation.min), activation.atKink),
          isAbove(tf.sub(activation.max, x), activation.atKink)
        )
      )
    case 'swish': {
      const part = tf.sigmoid(x)
      return tf.mul(dy, tf.add(part, tf.mul(y, tf.sub(1, part))))
    }
    case 'gelu': {
      if (!activation.approximate) return tf.mul(dy, tf.add(normal(x), tf.mul(x, bell(x))))
      const part = normalByTanh(x)
      // d/dx of the tanh's argument, twice.
      const inner = tf.mul(tf.add(tf.mul(tf.square(x), 3 * cubic), 1), 2 * Math.sqrt(2 / Math.PI))
      return tf.mul(dy, tf.add(part, tf.mul(tf.mul(x, inner), tf.mul(part, tf.sub(1, part)))))
    }
    case 'prelu': {
      const alpha = tf.tensor(activation.alpha)
      if (activation.atKink === 0) return tf.mul(dy, tf.add(tf.step(x), tf.mul(tf.step(tf.neg(x)), alpha)))
      return tf.mul(dy, tf.add(tf.mul(isAbove(x, activation.atKink), tf.sub(1, alpha)), alpha))
    }
    case 'erf':
      return tf.mul(dy, tf.mul(bell(tf.mul(x, Math.SQRT2)), 2 * Math.SQRT2))
    case 'power': {
      const { exponent } = activation
      const slope = tf.mul(tf.pow(isRoot(exponent) ? tf.maximum(x, smallest) : x, exponent - 1), exponent)
      return tf.mul(dy, isRoot(exponent) ? tf.mul(slope, tf.step(x)) : slope)
    }
    case 'exp':
      return tf.mul(dy, y)
    case 'log':
      return tf.div(dy, x)
    case 'absolute':
      return tf.mul(dy, tf.sub(tf.step(x), tf.step(tf.neg(x))))
    case 'sine':
      return tf.mul(dy, tf.cos(x))
    case 'step':
      return tf.zerosLike(y)
  }
}

/** 1 above zero, and at zero too where the kink belongs to what is above it. */
function isAbove(x: Tensor, atKink: AtKink | undefined): Tensor {
  return atKink === 1 ? tf.sub(1, tf.step(tf.neg(x))) : tf.step(x)
}

/** Above this the slope of a root is finite. */
const smallest = 1e-30

/** Factor of x^3 in GELU's tanh form (Hendrycks 2016, arXiv 1606.08415). */
const cubic = 0.044715

/** Probability that a normal number is below x. */
function normal(x: Tensor): Tensor {
  return tf.mul(tf.add(errorFunction(tf.mul(x, Math.SQRT1_2)), 1), 0.5)
}

function normalByTanh(x: Tensor): Tensor {
  const argument = tf.mul(tf.mul(x, tf.add(tf.mul(tf.square(x), cubic), 1)), Math.sqrt(2 / Math.PI))
  return tf.mul(tf.add(tf.tanh(argument), 1), 0.5)
}

/** Density of the normal distribution. */
function bell(x: Tensor): Tensor {
  return tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
}

/** erf to 1.5e-7 (Abramowitz & Stegun 7.1.26): wasm has no kernel for it. */
function errorFunction(x: Tensor): Tensor {
  const t = tf.reciprocal(tf.add(tf.mul(tf.abs(x), 0.3275911), 1))
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592]
  const polynomial = factors.reduce<Tensor>((sum, factor) => tf.mul(tf.add(sum, factor), t), tf.zerosLike(t))
  return tf.mul(tf.sign(x), tf.sub(1, tf.mul(polynomial, tf.exp(tf.neg(tf.square(x))))))
}

/** TensorFlow's own kernel, for which tfjs-core has no function; it wants both tensors of one shape. */
function eluGradient(y: Tensor, dy: Tensor): Tensor {
  const whole = dy.shape[0] === y.shape[0] ? dy : tf.broadcastTo(dy, y.shape)
  return tf.engine().runKernel<Tensor>(tf.EluGrad, { dy: whole, y })
}

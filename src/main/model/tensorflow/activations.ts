import type { ActivationKind } from '../graph/graph.ts'
import { activate, affine, simple, softmax } from '../lowering/activations.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { power } from '../lowering/arithmetic.ts'
import { raised } from '../lowering/elementwise.ts'
import { bounded } from '../lowering/extremes.ts'
import type { Value } from '../lowering/value.ts'
import { cosine, selu, sign, softsign } from '../lowering/writtenOut.ts'

/** Operators on each number by itself, and softmax. */

/** Activations without anything to set, by the operator's name. */
const plain: Readonly<Record<string, ActivationKind>> = {
  Relu: { kind: 'relu' },
  Relu6: { kind: 'clip', min: 0, max: 6 },
  Elu: { kind: 'elu', alpha: 1 },
  Tanh: { kind: 'tanh' },
  Sigmoid: { kind: 'sigmoid' },
  Softplus: { kind: 'softplus' },
  Atan: { kind: 'atan' },
  Erf: { kind: 'erf' },
  Exp: { kind: 'exp' },
  Log: { kind: 'log' },
  Abs: { kind: 'absolute' },
  Sin: { kind: 'sine' }
}

/** The activation that a fused operator names; a PReLU's slopes are the operator's input `slopes`. */
export function activationNamed(call: OperatorCall, name: string, slopes: number): ActivationKind {
  const kind = plain[name]
  if (kind) return kind
  if (name === 'LeakyRelu') return { kind: 'leaky-relu', alpha: call.float('leakyrelu_alpha', 0.2) }
  if (name === 'Prelu') return prelu(call, slopes)
  return call.refuse(`fuses '${name}', which is not supported`, 'convert the model without fusing')
}

function prelu(call: OperatorCall, index: number): ActivationKind {
  const { dims, values } = call.constant(index)
  if (values.length !== 1 && values.length !== dims.at(-1)) {
    call.refuse('has a slope for each pixel', 'use one slope for each channel')
  }
  // Keras makes it of two ReLUs.
  return { kind: 'prelu', alpha: Float32Array.from(values), atKink: 0 }
}

function softmaxOf(call: OperatorCall, step?: string): Value {
  const value = call.value(0)
  return softmax(call, value, value.axes.length - 1, step)
}

export const activationOperators: Record<string, OperatorImporter> = {
  ...Object.fromEntries(Object.entries(plain).map(([name, kind]) => [name, simple(() => kind)])),
  LeakyRelu: simple((call) => ({ kind: 'leaky-relu', alpha: call.float('alpha', 0.2) })),
  Prelu: simple((call) => prelu(call, 1)),
  Selu: (call) => selu(call, call.anyValue(0), { atKink: 1 }),
  Softmax: (call) => softmaxOf(call),
  LogSoftmax: (call) => activate(call, { kind: 'log' }, softmaxOf(call, 'likelihood')),
  Softsign: (call) => softsign(call, call.anyValue(0)),
  Sign: (call) => sign(call, call.anyValue(0)),
  Cos: (call) => cosine(call, call.anyValue(0)),
  Maximum: bounded('min'),
  Minimum: bounded('max'),
  ClipByValue: simple((call) => ({
    kind: 'clip',
    min: call.constant(1).values[0]!,
    max: call.constant(2).values[0]!,
    atKink: 1
  })),
  Square: (call) => raised(call, call.value(0), 2),
  Sqrt: (call) => raised(call, call.anyValue(0), 0.5),
  Rsqrt: (call) => raised(call, call.value(0), -0.5),
  Pow: power,
  Reciprocal: (call) => raised(call, call.value(0), -1),
  Neg: (call) => affine(call, call.value(0), -1, 0)
}

import { affine } from '../../../lowering/activations.ts'
import type { Operator } from '../../lambda/lambdaExpression.ts'
import { combined } from '../../../lowering/elementwise.ts'
import { type Frames, isFrames } from '../../../lowering/frames.ts'
import { channelsFirst, plainValue, type Value } from '../../../lowering/value.ts'
import type { LayerCall } from '../layerCall.ts'
import { type Argument, list, type Tensor, tensor } from './argument.ts'
import { gathered, joinedBy } from './arithmetic.ts'
import { FunctionCall, type Given, type Surroundings } from './functionCall.ts'
import { knownFunction } from './knownFunctions.ts'
import { subscripted } from './subscript.ts'

/** The functions that one layer calls: what it takes and gives in the terms of Keras layers, and each of its calls. */
export class LayerFunctions {
  readonly #around: Surroundings

  constructor(layer: LayerCall, tensorflow: 1 | 2 | null = layer.tensorflow) {
    this.#around = { layer, scope: layer.scope, tensorflow }
  }

  /** What the layer is called with: a tensor, or a list of them. */
  get input(): Argument {
    const tensors = this.#around.layer.inputs.map((value) => this.taken(value))
    return tensors.length === 1 ? tensors[0]! : list(tensors)
  }

  /** A tensor of another layer. */
  taken(given: Value | Frames): Tensor {
    if (isFrames(given) && given.frames[0]!.axes.length > 1) {
      return { ...tensor(given.frames[0]!), steps: given.frames }
    }
    return tensor(this.#around.layer.rows(given))
  }

  /** Calls a function by its path. InputError where it is not known. */
  call(path: string, given: Given): Argument {
    const found = knownFunction(path)
    if (!found) {
      return this.#around.layer.refuse(
        `calls '${path}', which Lanegaze does not know`,
        'save the model with layers of Keras in its place, or without it'
      )
    }
    const frames = this.#overFrames(path, given)
    if (frames) return frames
    const steps = found.isOfEachNumber ? stepsAmong(given) : null
    if (steps === null) return this.#one(path, given, found.apply)
    const results = Array.from({ length: steps }, (_, i) => this.#one(path, ofStep(given, i), found.apply))
    return this.#sequence(results)
  }

  /** Python's operators. */
  binary(operator: Operator, left: Argument, right: Argument): Argument {
    const call = this.#named(operatorNames[operator])
    const given = { args: [left, right], keywords: {} }
    const steps = gathered(operator, left, right) ? null : stepsAmong(given)
    if (steps === null) return joinedBy(call, operator, left, right)
    return this.#sequence(
      Array.from({ length: steps }, (_, i) => {
        const [a, b] = ofStep(given, i).args
        return joinedBy(call, operator, a!, b!)
      })
    )
  }

  subscript(of: Tensor, at: Argument): Tensor {
    return subscripted(this.#named('tf.slice'), of, at)
  }

  /** What the layer gives, its node under the layer's own name. */
  given(result: Argument): Value | Frames | Value[] {
    const { layer } = this.#around
    if (result.kind === 'tensor' && result.steps) {
      const { steps, scale, offset } = result
      const frames = steps.map((value, i) => this.node({ kind: 'tensor', value, scale, offset }, String(i + 1)))
      return { frames, inBatch: false }
    }
    if (result.kind === 'tensor') return this.node(result)
    const items = result.kind === 'list' ? result.items : []
    const tensors = items.filter((item) => item.kind === 'tensor')
    if (tensors.length === 0 || tensors.length < items.length) {
      return layer.refuse('gives something that does not depend on the picture', 'save the model without it')
    }
    return tensors.map((one, i) => this.node(one, String(i)))
  }

  /** A single tensor as the layer gives it: a node of the layer's own name, or `<layer>/<step>`. */
  node(result: Argument, step?: string): Value {
    const call = this.#named('tf.line')
    if (result.kind !== 'tensor' || result.steps) return call.refuse('gives no tensor', 'save the model without it')
    const { value, scale, offset } = result
    const line = scale === 1 && offset === 0 ? value : affine(call, value, scale, offset)
    const batched = call.batchFirst(line)
    const isPicture = batched.axes.join() === channelsFirst.join()
    const { id, shape } = isPicture ? batched : call.arranged(batched, [...batched.axes.keys()])
    return this.#around.layer.named(isPicture ? batched : plainValue(id, shape), step)
  }

  /** The sum or the mean of the frames of a sequence of pictures, number by number; null for anything else. */
  #overFrames(path: string, given: Given): Argument | null {
    const [, kind] = /\.(?:reduce_)?(mean|sum)$/.exec(path) ?? []
    const [sequence] = given.args
    if (!kind || sequence?.kind !== 'tensor' || !sequence.steps) return null
    const call = new FunctionCall(this.#around, path, given)
    call.argument(0)
    const axes = call.axesAt(1, 'axis')
    if (axes?.join() !== '1' || call.flagAt(2, 'keepdims')) return null
    call.refuseUnread()
    const { scale, offset, steps } = sequence
    const sum = steps
      .map((value) => call.whole({ kind: 'tensor', value, scale, offset }))
      .reduce((a, b) => combined(call, 'add', a, b))
    return { ...tensor(sum), scale: kind === 'mean' ? 1 / steps.length : 1 }
  }

  #named(path: string): FunctionCall {
    return new FunctionCall(this.#around, path, { args: [], keywords: {} })
  }

  #one(path: string, given: Given, apply: (call: FunctionCall) => Argument | Value): Argument {
    const call = new FunctionCall(this.#around, path, given)
    const result = apply(call)
    call.refuseUnread()
    return 'kind' in result ? result : tensor(result)
  }

  #sequence(results: readonly Argument[]): Argument {
    const call = this.#named('tf.identity')
    const steps = results.map((result) =>
      result.kind === 'tensor' ? call.whole(result) : call.refuse('gives no pictures', 'save the model again')
    )
    return { ...tensor(steps[0]!), steps }
  }
}

const operatorNames: Readonly<Record<Operator, string>> = {
  '+': 'tf.add',
  '-': 'tf.subtract',
  '*': 'tf.multiply',
  '/': 'tf.divide',
  '//': 'tf.floordiv',
  '%': 'tf.mod',
  '**': 'tf.pow',
  '@': 'tf.matmul'
}

/** How many steps the arguments have that are sequences of pictures; null where none is. */
function stepsAmong({ args, keywords }: Given): number | null {
  const all = [...args, ...Object.values(keywords)]
  const sequence = all.find((one) => one.kind === 'tensor' && one.steps)
  return sequence?.kind === 'tensor' ? (sequence.steps?.length ?? null) : null
}

function ofStep({ args, keywords }: Given, index: number): Given {
  const at = (one: Argument): Argument => {
    if (one.kind !== 'tensor' || !one.steps) return one
    const { scale, offset } = one
    return { kind: 'tensor', value: one.steps[index] ?? one.value, scale, offset }
  }
  return {
    args: args.map(at),
    keywords: Object.fromEntries(Object.entries(keywords).map(([name, one]) => [name, at(one)]))
  }
}

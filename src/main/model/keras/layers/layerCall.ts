import type { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import type { Weights } from '../../graph/graph.ts'
import { type Operand, OperatorCall } from '../../lowering/call.ts'
import { type Frames, isFrames } from '../../lowering/frames.ts'
import type { Scope } from '../../lowering/operatorAt.ts'
import { channelsFirst, channelsLast, type Value } from '../../lowering/value.ts'
import type { LambdaMeaning } from '../lambda/lambda.ts'
import type { KerasLayer } from '../layerList.ts'
import type { KerasNetwork } from '../architecture.ts'

/**
 * Turns one kind of Keras layer into nodes; several results where the layer has several. Sequences of pictures are frames,
 * those of vectors either frames or one value [steps, features].
 */
export type LayerImporter = (call: LayerCall) => Value | Frames | (Value | Frames)[]

/** One layer that is being imported: its configuration and weights, in Keras's words, and the nodes it makes. */
export class LayerCall extends OperatorCall {
  readonly layer: KerasLayer
  readonly inputs: readonly (Value | Frames)[]
  readonly weights: readonly Weights[]
  readonly #network: KerasNetwork
  /** The steps of the input as one node, made when they are first asked for. */
  #joined: Value | null = null

  constructor(
    network: KerasNetwork,
    layer: KerasLayer,
    inputs: readonly (Value | Frames)[],
    weights: readonly Weights[],
    scope: Scope
  ) {
    const { name, className: type, place } = layer
    const operator = { name, type, domain: '', inputs: [], outputs: [], attributes: new Map<string, never>() }
    super(
      scope,
      operator,
      inputs.map((input) => (isFrames(input) ? null : input)),
      place
    )
    this.#network = network
    this.layer = layer
    this.inputs = inputs
    this.weights = weights
  }

  /** The only input; InputError where there is another number of them. */
  get input(): Value {
    const [input] = this.inputs
    if (!input || this.inputs.length !== 1) {
      this.refuse(`takes ${this.inputs.length} inputs where one is expected`, 'save the model again')
    }
    return this.rows(input)
  }

  override operand(index: number): Operand {
    const input = this.inputs[index]
    return input ? this.rows(input) : super.operand(index)
  }

  /** A sequence of vectors as one node; of its only input once. */
  rows(tensor: Value | Frames): Value {
    if (!isFrames(tensor)) return tensor
    const step = this.inputs.length > 1 ? `${this.inputs.indexOf(tensor)}-` : ''
    if (step) return this.#rows(tensor.frames, step)
    this.#joined ??= this.#rows(tensor.frames, step)
    return this.#joined
  }

  /** True where Keras 3 wrote the file, which means another hard_sigmoid. */
  get isKeras3(): boolean {
    return this.#network.isKeras3
  }

  /** The version of TensorFlow that the file was written with; null where it does not say. */
  get tensorflow(): 1 | 2 | null {
    return this.#network.tensorflow
  }

  /** What a person says that this Lambda layer computes; null where nobody does. Step by step it is the same. */
  get stated(): LambdaMeaning | null {
    return this.#network.lambdas?.get(this.layer.weightsName) ?? null
  }

  /** Warns with the sentence "The layer 'x' (Lambda) {what}". */
  override warn(code: string, what: string): void {
    const { name, className } = this.layer
    const message = `The layer '${name}' (${className}) of '${this.scope.source}' ${what}`
    this.scope.warnings?.set(message, { code, message })
  }

  /** Gives the node of a value that this layer made the layer's own name, or `<layer>/<step>`. */
  named(value: Value, step?: string): Value {
    const id = step ? `${this.name}/${step}` : this.name
    const { nodes, ids } = this.scope
    const at = nodes.findIndex((node) => node.id === value.id)
    const isGiven = this.inputs.some((input) => !isFrames(input) && input.id === value.id)
    if (at < 0 || !value.id.startsWith(`${this.name}/`) || isGiven || ids.has(id)) return value
    ids.add(id)
    nodes.forEach((node, i) => {
      const inputs = node.inputs.map((input) => (input === value.id ? id : input))
      if (i >= at) nodes[i] = { ...node, id: i === at ? id : node.id, inputs }
    })
    return { ...value, id }
  }

  /** The layer's configuration; InputError names the field that is not understood. */
  config<T>(schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(this.layer.config)
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]!
    const field = issue.path.join('.') || 'configuration'
    return this.refuse(
      `has '${field}' set to ${JSON.stringify(fieldOf(this.layer.config, issue.path)) ?? 'nothing'}, which is not supported`,
      'save the model without it'
    )
  }

  /** The same call with another configuration, for an activation layer that is nested in this layer. */
  withConfig(config: Record<string, unknown>): LayerCall {
    return this.#like({ ...this.layer, config })
  }

  /** The same call for one step of a sequence: on other inputs, and under the name `<layer>/<step>`. */
  asStep(step: number, inputs: readonly Value[]): LayerCall {
    return this.#like({ ...this.layer, name: `${this.name}/${step}` }, inputs)
  }

  /** The same call for the layer that this one wraps. */
  asLayer(className: string, config: Record<string, unknown>): LayerCall {
    return this.#like({ ...this.layer, className, config })
  }

  /** The n-th weight array; InputError where it is missing or has another shape. */
  weight(index: number, shape: readonly number[]): Weights {
    const found = this.weights[index]
    if (!found)
      this.refuse(`has no weights ${JSON.stringify(shape)} in the file`, 'save the whole model with model.save(…)')
    if (found.shape.join() !== shape.join()) {
      this.refuse(
        `has weights of shape [${found.shape.join(', ')}] where its configuration asks for [${shape.join(', ')}]`,
        'save the model again'
      )
    }
    return found
  }

  /** Throws the sentence of `refusal`. */
  override refuse(why: string, instead: string): never {
    throw new InputError(this.refusal(why, instead))
  }

  /** "'model.h5' cannot be opened: the layer 'x' (Class, layer 1 of 12) {why}; {instead}." */
  refusal(why: string, instead: string): string {
    const { source, operators } = this.scope
    const { name, className, place } = this.layer
    const advice = instead.replace('export', 'save')
    return `'${source}' cannot be opened: the layer '${name}' (${className}, layer ${place} of ${operators}) ${why}; ${advice}.`
  }

  /** The input as [height, width, channels], whichever way the layer's `data_format` reads its axes. */
  override picture(): Value & { shape: readonly [number, number, number] } {
    const { input } = this
    if (input.shape.length !== 3) {
      this.refuse(
        `gets a tensor of shape [${input.shape.join(', ')}] where a picture is expected`,
        'save the model again'
      )
    }
    const format = this.layer.config['data_format']
    return super.picture(0, format ? (format === 'channels_first' ? channelsFirst : channelsLast) : input.axes)
  }

  /** The input with its axes in the order that Keras sees. */
  inKerasOrder(value: Value = this.input, step = 'axes'): Value {
    return this.arranged(value, [...value.axes.keys()], step)
  }

  /** Graph axis of a Keras axis (batch is axis 0, negative counts from the end). */
  graphAxis(kerasAxis: number, { axes }: Value): number {
    const axis = axes[kerasAxis < 0 ? kerasAxis + axes.length : kerasAxis - 1]
    return axis ?? this.refuse(`has the axis ${kerasAxis}, which its input lacks`, 'save the model again')
  }

  #like(layer: KerasLayer, inputs = this.inputs): LayerCall {
    return new LayerCall(this.#network, layer, inputs, this.weights, this.scope)
  }

  /** Vectors, one a step, as the node [steps, features]. */
  #rows(steps: readonly Value[], prefix: string): Value {
    const [features = 0, ...further] = steps[0]!.shape
    if (further.length > 0) {
      return this.refuse(
        'gets a sequence of pictures',
        'lead it through TimeDistributed layers that make vectors of them, such as Flatten'
      )
    }
    const rows = steps.map((step, i) =>
      this.emit({ type: 'reshape' }, [step], [1, features], { step: `${prefix}row-${i + 1}` })
    )
    return this.emit({ type: 'concat', axis: 0 }, rows, [steps.length, features], { step: `${prefix}rows` })
  }
}

function fieldOf(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value && typeof value === 'object' ? Reflect.get(value, key) : undefined),
    config
  )
}

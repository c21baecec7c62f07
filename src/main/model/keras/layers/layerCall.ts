import type { z } from 'zod'
import { InputError } from '../../../../shared/errors.ts'
import type { Warning } from '../../../../shared/recording.ts'
import type { Node, Op, Shape, Weights } from '../../graph/graph.ts'
import type { KerasLayer } from '../layerList.ts'
import type { KerasNetwork } from '../architecture.ts'
import type { LambdaMeaning } from '../lambda/lambda.ts'
import type { Scope } from '../../lowering/call.ts'

/**
 * A tensor on the way through the import. Pictures lie as [height, width, channels] in the graph; where the
 * Keras model sees the same tensor as [channels, height, width], `channelsFirst` says so. Only layers for which
 * the order of axes matters (Flatten, Reshape, …) then have to permute.
 */
export interface Value {
  id: string
  shape: Shape
  channelsFirst: boolean
  /** Of a sequence that is not one node: what it is at each step. `shape` has the steps first; `id` names no node. */
  steps?: readonly Value[]
  /** Of a layer with several results: all of them, itself the first. */
  results?: readonly Value[]
}

/** What layers have made so far. */
export interface Made {
  nodes: Node[]
  /** Ids that are taken. */
  ids: Set<string>
  warnings: Warning[]
}

/** Turns one kind of Keras layer into nodes. */
export type LayerImporter = (call: LayerCall) => Value

/** One layer that is being imported: its configuration, inputs, weights, and the nodes it makes. */
export class LayerCall {
  readonly layer: KerasLayer
  readonly inputs: readonly Value[]
  readonly weights: readonly Weights[]
  private readonly network: KerasNetwork
  private readonly made: Made
  /** The steps of the input as one node, made when they are first asked for. */
  #joined: Value | null = null

  constructor(
    network: KerasNetwork,
    layer: KerasLayer,
    inputs: readonly Value[],
    weights: readonly Weights[],
    made: Made
  ) {
    this.network = network
    this.layer = layer
    this.inputs = inputs
    this.weights = weights
    this.made = made
  }

  /** The only input; InputError where there is another number of them. */
  get input(): Value {
    const [input] = this.inputs
    if (!input || this.inputs.length !== 1) {
      this.refuse(`takes ${this.inputs.length} inputs where one is expected`, 'save the model again')
    }
    return input.steps ? this.rows(input) : input
  }

  /** A sequence of vectors as one node; of its only input once. */
  rows(value: Value): Value {
    if (!value.steps) return value
    const step = this.inputs.length > 1 ? `${this.inputs.indexOf(value)}-` : ''
    if (step) return this.#rows(value.steps, step)
    this.#joined ??= this.#rows(value.steps, step)
    return this.#joined
  }

  /** True where Keras 3 wrote the file, which means another hard_sigmoid. */
  get isKeras3(): boolean {
    return this.network.isKeras3
  }

  /** The model file's name. */
  get source(): string {
    return this.network.source
  }

  /** The version of TensorFlow that the file was written with; null where it does not say. */
  get tensorflow(): 1 | 2 | null {
    return this.network.tensorflow
  }

  /** What a person says that this Lambda layer computes; null where nobody does. Step by step it is the same. */
  get stated(): LambdaMeaning | null {
    return this.network.lambdas?.get(this.layer.weightsName) ?? null
  }

  /** Where the operators of other formats put their nodes. */
  get scope(): Scope {
    const { source, layers } = this.network
    return { source, opset: 0, batch: 1, operators: layers.length, nodes: this.made.nodes, ids: this.made.ids }
  }

  /** Warns with the sentence "The layer 'x' (Lambda) {what}". */
  warn(code: string, what: string): void {
    const { name, className } = this.layer
    this.made.warnings.push({ code, message: `The layer '${name}' (${className}) of '${this.network.source}' ${what}` })
  }

  /** Gives the node of a value that this layer made the layer's own name, or `<layer>/<step>`. */
  named(value: Value, step?: string): Value {
    const id = step ? `${this.layer.name}/${step}` : this.layer.name
    const { nodes, ids } = this.made
    const at = nodes.findIndex((node) => node.id === value.id)
    const isOwn = value.id.startsWith(`${this.layer.name}/`) && !this.inputs.some(({ id: given }) => given === value.id)
    if (at < 0 || !isOwn || ids.has(id)) return value
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
    return new LayerCall(this.network, { ...this.layer, config }, this.inputs, this.weights, this.made)
  }

  /** The same call for one step of a sequence: on other inputs, and under the name `<layer>/<step>`. */
  asStep(step: number, inputs: readonly Value[]): LayerCall {
    const layer = { ...this.layer, name: `${this.layer.name}/${step}` }
    return new LayerCall(this.network, layer, inputs, this.weights, this.made)
  }

  /** The same call for the layer that this one wraps. */
  asLayer(className: string, config: Record<string, unknown>): LayerCall {
    return new LayerCall(this.network, { ...this.layer, className, config }, this.inputs, this.weights, this.made)
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

  /** Adds a node. The last one of a layer carries the layer's name, helpers `<layer>/<step>`. */
  emit(
    op: Op,
    inputs: readonly Value[],
    shape: Shape,
    options: { step?: string; channelsFirst?: boolean } = {}
  ): Value {
    const id = options.step ? `${this.layer.name}/${options.step}` : this.layer.name
    this.made.ids.add(id)
    this.made.nodes.push({ id, op, inputs: inputs.map((input) => input.id), shape })
    return { id, shape, channelsFirst: options.channelsFirst ?? false }
  }

  /** Throws the sentence of `refusal`. */
  refuse(why: string, instead: string): never {
    throw new InputError(this.refusal(why, instead))
  }

  /** "'model.h5' cannot be opened: the layer 'x' (Class, layer 1 of 12) {why}; {instead}." */
  refusal(why: string, instead: string): string {
    const { source, layers } = this.network
    const { name, className, place } = this.layer
    return `'${source}' cannot be opened: the layer '${name}' (${className}, layer ${place} of ${layers.length}) ${why}; ${instead}.`
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

  /** The input as [height, width, channels], whichever way the layer's `data_format` reads its axes. */
  picture(): Value & { shape: readonly [number, number, number] } {
    const { input } = this
    const [a, b, c] = input.shape
    if (input.shape.length !== 3 || a === undefined || b === undefined || c === undefined) {
      return this.refuse(
        `gets a tensor of shape [${input.shape.join(', ')}] where a picture is expected`,
        'save the model again'
      )
    }
    const format = this.layer.config['data_format'] ?? (input.channelsFirst ? 'channels_first' : 'channels_last')
    const wantsFirst = format === 'channels_first'
    if (wantsFirst === input.channelsFirst) return { ...input, shape: [a, b, c] }
    // The Keras axes are relabelled: what the tensor holds stays, what counts as its channels changes.
    const axes = wantsFirst ? [1, 2, 0] : [2, 0, 1]
    const shape = [input.shape[axes[0]!]!, input.shape[axes[1]!]!, input.shape[axes[2]!]!] as const
    return {
      ...this.emit({ type: 'permute', axes }, [input], shape, { step: 'axes', channelsFirst: wantsFirst }),
      shape
    }
  }

  /** The input with its axes in the order that Keras sees. */
  inKerasOrder(input: Value = this.input, step = 'axes'): Value {
    if (!input.channelsFirst) return input
    const [height, width, channels] = input.shape as readonly [number, number, number]
    return this.emit({ type: 'permute', axes: [2, 0, 1] }, [input], [channels, height, width], { step })
  }

  /** Graph axis of a Keras axis (batch is axis 0, negative counts from the end). */
  graphAxis(kerasAxis: number, input: Value): number {
    const rank = input.shape.length
    const axis = kerasAxis < 0 ? kerasAxis + rank : kerasAxis - 1
    if (axis < 0 || axis >= rank)
      return this.refuse(`has the axis ${kerasAxis}, which its input lacks`, 'save the model again')
    return input.channelsFirst ? [2, 0, 1][axis]! : axis
  }
}

function fieldOf(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value && typeof value === 'object' ? Reflect.get(value, key) : undefined),
    config
  )
}

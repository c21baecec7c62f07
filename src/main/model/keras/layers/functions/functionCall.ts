import { affine } from '../../../lowering/activations.ts'
import { isConstant, OperatorCall, type Operand, type Scope } from '../../../lowering/call.ts'
import type { Constant } from '../../../lowering/constant.ts'
import type { Value } from '../../../lowering/value.ts'
import type { LayerCall } from '../layerCall.ts'
import { type Argument, asConstant, none, type Tensor } from './argument.ts'

/** Turns one function of TensorFlow or Keras into nodes. */
export type KnownFunction = (call: FunctionCall) => Argument | Value

/** What is known around a call. */
export interface Surroundings {
  layer: LayerCall
  scope: Scope
  /** The version of TensorFlow that the model was made with; null where nothing tells. */
  tensorflow: 1 | 2 | null
}

/** What a call of a function is given. */
export interface Given {
  args: readonly Argument[]
  keywords: Readonly<Record<string, Argument>>
}

/**
 * One call of a function within a layer: its arguments by place or by name, and the nodes it makes, `<layer>/<function>`.
 * What lowers the operators of other formats works on it too.
 */
export class FunctionCall extends OperatorCall {
  readonly around: Surroundings
  /** As it is called in the file: `tf.image.resize`. */
  readonly path: string
  readonly #given: Given
  readonly #read = new Set<string>()

  /** @param operands what is lowered like an operator, in place of the arguments */
  constructor(around: Surroundings, path: string, given: Given, operands: readonly Operand[] = []) {
    const { layer, scope } = around
    const name = `${layer.layer.name}/${path.split('.').at(-1)!}`
    const operator = { name, type: path, domain: '', inputs: [], outputs: [], attributes: new Map<string, never>() }
    super(scope, operator, operands, layer.layer.place)
    this.around = around
    this.path = path
    this.#given = given
  }

  /** The argument at a place, or by one of its names; null where it is neither, or None. */
  argument(index: number, ...names: readonly string[]): Argument | null {
    const keyword = names.find((name) => name in this.#given.keywords)
    this.#read.add(String(index))
    if (keyword) this.#read.add(keyword)
    const found = this.#given.args[index] ?? (keyword ? this.#given.keywords[keyword] : undefined)
    return !found || found.kind === 'none' ? null : found
  }

  /** All arguments that are given by place. */
  get positional(): readonly Argument[] {
    this.#given.args.forEach((_, i) => this.#read.add(String(i)))
    return this.#given.args
  }

  /** A tensor that depends on the picture, or a constant. */
  operandAt(index: number, ...names: readonly string[]): Operand {
    return this.asOperand(this.argument(index, ...names) ?? none)
  }

  asOperand(argument: Argument): Operand {
    if (argument.kind === 'tensor') return this.whole(argument)
    return asConstant(argument) ?? this.refuse('is given something else than tensors and numbers', instead)
  }

  /** A tensor that depends on the picture. */
  tensorAt(index: number, ...names: readonly string[]): Value {
    const found = this.operandAt(index, ...names)
    return isConstant(found) ? this.constantValue(found) : found
  }

  /** A list of operands: one argument that is a list, or all that are given by place. */
  operandsAt(index: number, ...names: readonly string[]): Operand[] {
    const first = this.argument(index, ...names)
    const items = first?.kind === 'list' ? first.items : this.positional.filter(({ kind }) => kind === 'tensor')
    return items.map((item) => this.asOperand(item))
  }

  /** True where the argument at a place is a list. */
  isListed(index: number): boolean {
    return this.#given.args[index]?.kind === 'list'
  }

  numbersAt(index: number, ...names: readonly string[]): Constant | null {
    const found = this.argument(index, ...names)
    if (!found) return null
    return asConstant(found) ?? this.refuse(`is given '${names[0] ?? index}' as something else than numbers`, instead)
  }

  numberAt(fallback: number, index: number, ...names: readonly string[]): number {
    const found = this.numbersAt(index, ...names)
    if (found && found.values.length !== 1) this.refuse(`is given several numbers as '${names[0] ?? index}'`, instead)
    return found?.values[0] ?? fallback
  }

  /** Axes, one or several; null where none are named. */
  axesAt(index: number, ...names: readonly string[]): number[] | null {
    const found = this.numbersAt(index, ...names)
    return found ? Array.from(found.values) : null
  }

  flagAt(index: number, ...names: readonly string[]): boolean {
    return this.numberAt(0, index, ...names) !== 0
  }

  textAt(fallback: string, index: number, ...names: readonly string[]): string {
    const found = this.argument(index, ...names)
    if (!found) return fallback
    if (found.kind === 'text') return found.value
    return found.kind === 'library' ? found.path.split('.').at(-1)! : this.refuse('is given no text', instead)
  }

  /** The tensor with its scale and offset applied. */
  whole({ value, scale, offset, steps }: Tensor): Value {
    if (steps) {
      this.refuse('is given a sequence of pictures', 'call it on each picture, within a TimeDistributed layer')
    }
    return scale === 1 && offset === 0 ? value : affine(this, value, scale, offset, 'line')
  }

  /** The same call as an operator that takes a value. */
  on(value: Value): FunctionCall {
    return new FunctionCall(this.around, this.path, this.#given, [value])
  }

  /** A length that an axis is to have; InputError where no picture or row of numbers is as long. */
  length(count: number): number {
    if (Number.isInteger(count) && count >= 1 && count <= 16_384) return count
    return this.refuse(`makes an axis ${count} long`, 'save the model again')
  }

  /** InputError where an argument was given that the function does not know. */
  refuseUnread(): void {
    const { args, keywords } = this.#given
    const place = args.findIndex((arg, i) => !this.#read.has(String(i)) && arg.kind !== 'none')
    const name = Object.keys(keywords).find((key) => !harmless.has(key) && !this.#read.has(key))
    if (place >= 0) this.refuse(`is given a further argument (its ${place + 1}.), which is not supported`, instead)
    if (name && keywords[name]!.kind !== 'none') {
      this.refuse(`is given '${name}', which is not supported`, instead)
    }
  }

  /** Throws the sentence "'model.h5' cannot be opened: the layer 'x' (Lambda, layer 1 of 12) calls 'tf.split', which {why}; …". */
  override refuse(why: string, advice: string): never {
    return this.around.layer.refuse(`calls '${this.path}', which ${why}`, advice)
  }
}

/** Arguments that change nothing here. */
const harmless: ReadonlySet<string> = new Set(['name', 'dtype'])

const instead = 'save the model without it'

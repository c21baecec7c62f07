import type { Op, Shape, Weights } from '../graph/graph.ts'
import { asWeights, type Constant } from './constant.ts'
import type { Operator } from './operator.ts'
import { OperatorAt, type Scope } from './operatorAt.ts'
import { isTensor } from './room.ts'
import { channelsFirst, plainValue, rankOf, sizesOf, type Value } from './value.ts'

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

export type { Scope }

export type Operand = Constant | Value

export function isConstant(operand: Operand): operand is Constant {
  return 'values' in operand
}

/** Turns one kind of operator into nodes; several results where the operator has several. */
export type OperatorImporter = (call: OperatorCall) => Operand | Operand[]

/** One operator that is being imported: its attributes and operands, and the nodes it makes. */
export class OperatorCall extends OperatorAt {
  readonly operands: readonly (Operand | null)[]

  constructor(scope: Scope, operator: Operator, operands: readonly (Operand | null)[], place: number) {
    super(scope, operator, place)
    this.operands = operands
  }

  has(index: number): boolean {
    return Boolean(this.operands[index])
  }

  operand(index: number): Operand {
    return this.operands[index] ?? this.refuse(`lacks its input ${index + 1}`, 'export the model again')
  }

  /** An operand that depends on the picture (a constant is made a node), its batch first. */
  value(index: number): Value {
    return this.batchFirst(this.anyValue(index))
  }

  /** The same wherever the batch is. */
  anyValue(index: number): Value {
    const operand = this.operand(index)
    return isConstant(operand) ? this.constantValue(operand) : operand
  }

  /** The value with its batch first: of a batch of one picture any first axis of 1 is that. */
  batchFirst(value: Value): Value {
    if (value.batchAt === 0) return value
    const [first, ...rest] = value.axes
    if (first === undefined || value.shape[first] !== 1) {
      return this.refuse(
        `gets a tensor of shape [${sizesOf(value).join(', ')}], whose first axis is not the batch`,
        'export the model with the batch axis first'
      )
    }
    const shape = value.shape.toSpliced(first, 1)
    if (shape.length === 0) return { ...value, axes: [], batchAt: 0 }
    const { id } = this.emit({ type: 'reshape' }, [value], shape, { step: 'batch' })
    return { id, shape, axes: rest.map((axis) => (axis > first ? axis - 1 : axis)), batchAt: 0 }
  }

  /** The value with the batch, which must be of one picture, as an axis like any other. */
  unbatched(value: Value): Value {
    if (value.batchAt === null) return value
    if (this.scope.batch !== 1) {
      return this.refuse(
        `moves or mixes the pictures of a batch of ${this.scope.batch}`,
        'export the model for one picture at a time'
      )
    }
    if (value.axes.length === 0) return { ...value, axes: [0], batchAt: null }
    const { id } = this.emit({ type: 'reshape' }, [value], [1, ...value.shape], { step: 'apart' })
    return { id, shape: [1, ...value.shape], axes: [0, ...value.axes.map((axis) => axis + 1)], batchAt: null }
  }

  /** An operand whose values must be known; null where an optional one is left out. */
  optional(index: number): Constant | null {
    const operand = this.operands[index]
    if (!operand) return null
    if (isConstant(operand)) return operand
    return this.refuse(
      `has an input '${this.operator.inputs[index]}' that depends on the picture`,
      'export it as a constant'
    )
  }

  constant(index: number): Constant {
    this.operand(index)
    return this.optional(index)!
  }

  /** The numbers of an operand whose values must be known. */
  known(index: number): number[] {
    return Array.from(this.constant(index).values)
  }

  /** Numbers of an attribute, or of an input in later versions of the operator; null where there are neither. */
  numbers(attribute: string, input: number): readonly number[] | null {
    const stated = this.ints(attribute)
    if (stated) return stated
    const operand = input < this.operands.length ? this.optional(input) : null
    return operand ? Array.from(operand.values) : null
  }

  /**
   * A node; the last one of an operator (no `step`) carries the operator's name, others `<name>/<step>`. The model sees
   * its axes as they lie, as `axes` say, or as those of the value `like`. `id` is for what has a name of its own.
   */
  emit(
    op: Op,
    inputs: readonly Value[],
    shape: Shape,
    options: { step?: string; id?: string; axes?: readonly number[]; like?: Value } = {}
  ): Value {
    const wanted = options.id ?? (options.step ? `${this.name}/${options.step}` : this.name)
    let id = wanted
    for (let n = 2; this.scope.ids.has(id); n++) id = `${wanted}#${n}`
    if (!isTensor(shape)) this.refuse(`makes a tensor of [${shape.join(', ')}]`, 'export a model of smaller pictures')
    if (op.type === 'constant') this.scope.room?.take(shape)
    this.scope.ids.add(id)
    this.scope.nodes.push({ id, op, inputs: inputs.map((input) => input.id), shape })
    const { like, axes = like?.axes } = options
    return axes ? { id, shape, axes, batchAt: like ? like.batchAt : 0 } : plainValue(id, shape)
  }

  /** A constant that is joined with values; its batch axis, of 1, is left out. */
  constantValue(constant: Constant): Value {
    const { shape, data } = asWeights(constant)
    const own = shape.length > 0 && shape[0] === 1 ? shape.slice(1) : shape
    return this.#held(constant, { shape: own.length > 0 ? own : [1], data })
  }

  /** The same with all of its axes, for values without a batch axis. */
  wholeConstant(constant: Constant): Value {
    const { shape, data } = asWeights(constant)
    const value = this.#held(constant, { shape: shape.length > 0 ? shape : [1], data })
    return { ...value, axes: [...shape.keys()], batchAt: null }
  }

  /** The value with its axes in another order of the graph: the model's axis i at axes[i]. */
  arranged(value: Value, axes: readonly number[], step = 'axes'): Value {
    if (axes.join() === value.axes.join()) return value
    const order = axes.map((_, target) => value.axes[axes.indexOf(target)]!)
    const shape = order.map((axis) => value.shape[axis]!)
    return { ...this.emit({ type: 'permute', axes: order }, [value], shape, { step, axes }), batchAt: value.batchAt }
  }

  /** The value's numbers in the order that the model sees, with other sizes (without the batch) of the same product. */
  reshaped(value: Value, sizes: readonly number[], options: { step?: string } = {}): Value {
    if (sizes.join() === sizesOf(value).join()) return value
    if (product(sizes) !== product(value.shape)) {
      this.refuse(
        `turns [${sizesOf(value).join(', ')}] into [${sizes.join(', ')}], which has another size`,
        'export the model again'
      )
    }
    const counted = value.axes.filter((axis) => value.shape[axis] !== 1)
    const inOrder = counted.every((axis, i) => i === 0 || axis > counted[i - 1]!)
    const plain = inOrder
      ? value
      : this.arranged(
          value,
          value.axes.map((_, i) => i)
        )
    const shape = sizes.length > 0 ? sizes : [1]
    const result = { ...this.emit({ type: 'reshape' }, [plain], shape, options), batchAt: value.batchAt }
    return sizes.length > 0 ? result : { ...result, axes: [] }
  }

  /** An operand as a picture: [height, width, channels] in the graph; `axes` say how the model sees it. */
  picture(index = 0, axes: readonly number[] = channelsFirst): Value & { shape: readonly [number, number, number] } {
    const value = this.value(index)
    if (value.axes.length !== 3) {
      this.refuse(
        `gets a tensor of shape [${['batch', ...sizesOf(value)].join(', ')}] where pictures are expected`,
        'export the model with one picture as its input'
      )
    }
    const arranged = this.arranged(value, axes)
    const [height, width, channels] = arranged.shape as readonly [number, number, number]
    return { ...arranged, shape: [height, width, channels] }
  }

  /** Index into a value's `axes` of an axis of the model's, which counts the batch and may count from the end. */
  axisOf(axis: number, value: Value): number {
    const rank = rankOf(value)
    const place = axis < 0 ? axis + rank : axis
    const index = value.batchAt === null ? place : place - 1
    if (index >= 0 && place < rank) return index
    return this.refuse(
      place === 0
        ? 'works along the batch axis, which is not supported'
        : `has the axis ${axis}, which its input lacks`,
      'export the model for one picture at a time'
    )
  }

  #held({ name }: Constant, value: Weights): Value {
    return this.emit({ type: 'constant', value }, [], value.shape, name ? { id: name } : { step: 'constant' })
  }
}

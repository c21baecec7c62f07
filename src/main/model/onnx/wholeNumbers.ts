import { isConstant, OperatorCall, type Operand, type OperatorImporter } from '../lowering/call.ts'
import { constant, type Constant } from '../lowering/constant.ts'
import { mappedConstant } from '../lowering/folding.ts'
import type { Value } from '../lowering/value.ts'
import { standingFor } from '../lowering/quantisation.ts'
import { unquantised, withinRange } from './quantisation.ts'

/**
 * Operators that compute with whole numbers of eight bits, as ONNX Runtime's quantiser writes them. Each becomes the
 * operator that it stands for, on the numbers that its bits stand for; see quantisation.ts for what is not rounded.
 */

/** Where an operator has its operands, each followed by its scale and its zero point, and the scale of its result. */
interface Form {
  /** The operator that it stands for. */
  type: string
  values: readonly number[]
  result: number
  bias?: number
}

const ofOne = (type: string): Form => ({ type, values: [0], result: 3 })
const ofTwo = (type: string): Form => ({ type, values: [0, 3], result: 6 })

const forms: Readonly<Record<string, Form>> = {
  QLinearConv: { ...ofTwo('Conv'), bias: 8 },
  QLinearMatMul: ofTwo('MatMul'),
  QGemm: { type: 'Gemm', values: [0, 3], bias: 6, result: 7 },
  QLinearAdd: ofTwo('Add'),
  QLinearMul: ofTwo('Mul'),
  QLinearSigmoid: ofOne('Sigmoid'),
  QLinearLeakyRelu: ofOne('LeakyRelu'),
  QLinearSoftmax: ofOne('Softmax'),
  QLinearAveragePool: ofOne('AveragePool'),
  QLinearGlobalAveragePool: ofOne('GlobalAveragePool'),
  QLinearConcat: { type: 'Concat', values: [], result: 0 }
}

/** Operators of ONNX Runtime's own set that are read; all others are of ONNX's. */
export const runtimeOperators: ReadonlySet<string> = new Set(
  Object.keys(forms).filter((type) => type !== 'QLinearConv' && type !== 'QLinearMatMul')
)

type Importers = Readonly<Record<string, OperatorImporter>>

/** @param floats the operators that they stand for */
export function wholeNumberOperators(floats: Importers): Record<string, OperatorImporter> {
  const linear = Object.entries(forms).map(([type, form]) => [
    type,
    (call: OperatorCall) => asFloat(call, form, floats)
  ])
  return {
    ...(Object.fromEntries(linear) as Record<string, OperatorImporter>),
    ConvInteger: (call) => asInteger(call, 'Conv', floats),
    MatMulInteger: (call) => asInteger(call, 'MatMul', floats),
    // Steps of 1 from 0 on: its scale is worked out for each picture, and what is not rounded needs none.
    DynamicQuantizeLinear: (call) => [call.anyValue(0), constant([], [1]), constant([], [0])]
  }
}

function asFloat(call: OperatorCall, { type, values, result, bias }: Form, floats: Importers): Value {
  const places = type === 'Concat' ? everyThird(call.operands.length) : values
  const operands = places.map((place): Operand => {
    const operand = call.operand(place)
    const [scales, zeros] = [call.constant(place + 1), call.optional(place + 2)]
    if (!isConstant(operand)) return unquantised(call, operand, scales, zeros)
    return standingFor(operand, scales, zeros, channelAxis(call, type, operand))
  })
  const extra = bias === undefined ? null : biasOf(call, bias)
  const value = imported(call, type, extra ? [...operands, extra] : operands, floats)
  return call.has(result) ? withinRange(call, value, call.constant(result), call.optional(result + 1), 'range') : value
}

const everyThird = (length: number): number[] =>
  Array.from({ length: Math.floor((length - 2) / 3) }, (_, i) => 2 + 3 * i)

/** Along which axis weights may have a scale for each channel. */
function channelAxis(call: OperatorCall, type: string, { dims }: Constant): number {
  if (type === 'Conv' || (type === 'Gemm' && call.int('transB', 0) === 1)) return 0
  return dims.length - 1
}

/** In steps of the scales of both factors. */
function biasOf(call: OperatorCall, place: number): Constant | null {
  const stated = call.optional(place)
  if (!stated) return null
  const [step = 1] = call.constant(1).values
  return standingFor(
    stated,
    mappedConstant(call.constant(4), (scale) => scale * step),
    null,
    0
  )
}

/** The whole numbers themselves, without their zero points; only behind DynamicQuantizeLinear are their steps known to be 1. */
function asInteger(call: OperatorCall, type: string, floats: Importers): Value {
  const weights = call.constant(1)
  const zeros = call.optional(2)
  if (!zeros || zeros.range) {
    call.refuse('computes with whole numbers whose scale it does not know', 'quantise it in the QDQ format')
  }
  const ones = constant([], [1])
  return imported(
    call,
    type,
    [call.operand(0), standingFor(weights, ones, call.optional(3), channelAxis(call, type, weights))],
    floats
  )
}

function imported(call: OperatorCall, type: string, operands: readonly Operand[], floats: Importers): Value {
  const float = new OperatorCall(call.scope, { ...call.operator, name: call.name, type }, operands, call.place)
  const result = floats[type]!(float)
  const [value] = Array.isArray(result) ? result : [result]
  return value && !isConstant(value) ? value : call.refuse('computes with constants alone', 'export the model again')
}

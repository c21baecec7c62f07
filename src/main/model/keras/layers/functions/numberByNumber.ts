import type { ActivationKind, AtKink } from '../../../graph/graph.ts'
import { activate, affine } from '../../../lowering/activations.ts'
import { isConstant, type Operand } from '../../../lowering/call.ts'
import { constant } from '../../../lowering/constant.ts'
import { chosenBy } from '../../../lowering/arithmetic.ts'
import { combined, negated, raised, scaled } from '../../../lowering/elementwise.ts'
import { mappedConstant } from '../../../lowering/folding.ts'
import type { Value } from '../../../lowering/value.ts'
import { cosine, sign } from '../../../lowering/writtenOut.ts'
import type { FunctionCall, KnownFunction } from './functionCall.ts'

/** Functions of each number by itself. */

/** A function that is one activation. */
export const simple =
  (kind: ActivationKind): KnownFunction =>
  (call) =>
    activate(call, kind, call.tensorAt(0, 'x', 'features', 'input', 'a'))

/** What a function of one tensor is given. */
export const input = (call: FunctionCall): Value => call.tensorAt(0, 'x', 'features', 'input', 'logits', 'value')

const power =
  (exponent: number): KnownFunction =>
  (call) =>
    raised(call, input(call), exponent)

/** A power that numbers below zero have too, or one of a root. InputError for any other. */
export function knownPower(call: FunctionCall, exponent: number): number {
  if (!Number.isInteger(exponent) || [-1, 1, 2, 3].includes(exponent)) return exponent
  return call.refuse(`raises numbers to the power ${exponent}`, 'use a power of 2, 3, -1 or 0.5')
}

const pow: KnownFunction = (call) => {
  const [base, exponent] = [call.operandAt(0, 'x', 'x1', 'a'), call.operandAt(1, 'y', 'x2', 'a', 'exponents')]
  if (isConstant(base) || !isConstant(exponent) || exponent.values.length !== 1) {
    return call.refuse('has an exponent that is no number', 'use one exponent for all')
  }
  return raised(call, base, knownPower(call, exponent.values[0]!))
}

/** Cut to a range. */
const clip: KnownFunction = (call) => {
  const value = input(call)
  const min = call.numberAt(-Infinity, 1, 'clip_value_min', 'min_value', 'x_min', 'a_min', 'min')
  const max = call.numberAt(Infinity, 2, 'clip_value_max', 'max_value', 'x_max', 'a_max', 'max')
  return activate(call, { kind: 'clip', min, max, atKink: 1 }, value)
}

const one = constant([], [1])

/** The larger of two: a + max(b - a, 0). Of two that are equal the first has the gradient, as in TensorFlow. */
function larger(call: FunctionCall, a: Operand, b: Operand, step: string, atKink: AtKink = 1): Operand {
  if (isConstant(a))
    return isConstant(b) ? call.refuse('compares two numbers', 'save the model again') : larger(call, b, a, step, 0)
  if (isConstant(b) && b.values.length === 1) {
    return activate(call, { kind: 'clip', min: b.values[0]!, max: Infinity, atKink }, a, step)
  }
  const minus = negated(call, a, `${step}-less`)
  const more = isConstant(b) ? scaled(call, minus, one, b) : combined(call, 'add', b, minus)
  return combined(call, 'add', a, activate(call, { kind: 'relu' }, more, `${step}-more`))
}

function opposite(call: FunctionCall, operand: Operand, step: string): Operand {
  return isConstant(operand) ? mappedConstant(operand, (v) => -v) : negated(call, operand, step)
}

const largest =
  (sign: 1 | -1): KnownFunction =>
  (call) => {
    const [a, b] = [call.operandAt(0, 'x', 'x1', 'a'), call.operandAt(1, 'y', 'x2', 'b')]
    const turned = sign === 1 ? [a, b] : [opposite(call, a, 'first'), opposite(call, b, 'second')]
    const found = larger(call, turned[0]!, turned[1]!, 'larger')
    const result = sign === 1 ? found : opposite(call, found, 'smaller')
    return isConstant(result) ? call.refuse('compares two numbers', 'save the model again') : result
  }

/** 1 where the first is larger (or, turned, smaller) than the second, 0 elsewhere; no gradient passes. */
const compared =
  (sign: 1 | -1, isStrict: boolean): KnownFunction =>
  (call) => {
    const [a, b] = [call.operandAt(0, 'x', 'x1'), call.operandAt(1, 'y', 'x2')]
    if (isConstant(a) && isConstant(b)) return call.refuse('compares two numbers', 'save the model again')
    // Not (a <= b) is a > b: what is not strict is the opposite of the other way round.
    const [more, less] = (sign === 1) === isStrict ? [a, b] : [b, a]
    const minus = opposite(call, less, 'less')
    const first = isConstant(more) ? call.constantValue(more) : more
    const difference = isConstant(minus) ? scaled(call, first, one, minus) : combined(call, 'add', first, minus)
    const found = activate(call, { kind: 'step' }, difference, 'more')
    return isStrict ? found : affine(call, found, -1, 1)
  }

/** What a condition chooses of two, number by number. */
const where: KnownFunction = (call) => {
  const [condition, a, b] = [0, 1, 2].map((i) => call.operandAt(i, ['condition', 'x', 'y'][i]!)) as [
    Operand,
    Operand,
    Operand
  ]
  if (isConstant(condition))
    return call.refuse('has a condition that does not depend on the picture', 'save it without')
  return chosenBy(call, condition, a, b)
}

const tangent: KnownFunction = (call) => {
  const value = input(call)
  const cos = cosine(call, value, 'cosine')
  return combined(
    call,
    'multiply',
    activate(call, { kind: 'sine' }, value, 'sine'),
    raised(call, cos, -1, 'reciprocal')
  )
}

/** What is known by function name, whichever module it is taken from. */
export const numberByNumber: Readonly<Record<string, KnownFunction>> = {
  abs: simple({ kind: 'absolute' }),
  absolute: simple({ kind: 'absolute' }),
  tanh: simple({ kind: 'tanh' }),
  atan: simple({ kind: 'atan' }),
  arctan: simple({ kind: 'atan' }),
  sigmoid: simple({ kind: 'sigmoid' }),
  exp: simple({ kind: 'exp' }),
  exponential: simple({ kind: 'exp' }),
  log: simple({ kind: 'log' }),
  erf: simple({ kind: 'erf' }),
  sin: simple({ kind: 'sine' }),
  cos: (call) => cosine(call, input(call)),
  tan: tangent,
  sqrt: power(0.5),
  rsqrt: power(-0.5),
  square: power(2),
  reciprocal: power(-1),
  pow,
  power: pow,
  sign: (call) => sign(call, input(call)),
  negative: (call) => negated(call, input(call)),
  neg: (call) => negated(call, input(call)),
  clip,
  clip_by_value: clip,
  greater: compared(1, true),
  less: compared(-1, true),
  greater_equal: compared(1, false),
  less_equal: compared(-1, false),
  where,
  maximum: largest(1),
  minimum: largest(-1)
}

import type { Operator } from '../../lambda/lambdaExpression.ts'
import { isConstant } from '../../../lowering/call.ts'
import { differenceOf, productOf, quotientOf, sumOf } from '../../../lowering/arithmetic.ts'
import { raised } from '../../../lowering/elementwise.ts'
import { matrixProduct } from '../../../lowering/matrixProduct.ts'
import { type Argument, number, type Tensor, tensor } from './argument.ts'
import type { FunctionCall } from './functionCall.ts'
import { knownPower } from './numberByNumber.ts'

/** Python's operators on numbers and tensors. */

type Numbers = Extract<Argument, { kind: 'number' }>

/** Numbers as Python computes them; null where it cannot. */
export function computed(operator: Operator, a: Numbers, b: Numbers, classic = false): Numbers | null {
  const whole = a.whole && b.whole
  const found = (value: number, isWhole = whole): Numbers => ({ kind: 'number', value, whole: isWhole })
  switch (operator) {
    case '+':
      return found(a.value + b.value)
    case '-':
      return found(a.value - b.value)
    case '*':
      return found(a.value * b.value)
    case '**':
      return found(a.value ** b.value, whole && b.value >= 0)
    case '/':
      if (b.value === 0) return null
      return classic && whole ? found(Math.floor(a.value / b.value)) : found(a.value / b.value, false)
    case '//':
      return b.value === 0 ? null : found(Math.floor(a.value / b.value))
    case '%':
      return b.value === 0 ? null : found(a.value - b.value * Math.floor(a.value / b.value))
    case '@':
      return null
  }
}

/** A tensor and a number: gathered in its scale and offset, where that can be; null for all else. */
export function gathered(operator: Operator, a: Argument, b: Argument): Tensor | null {
  if (a.kind === 'tensor' && b.kind === 'number') {
    const { scale, offset } = a
    if (operator === '+') return { ...a, offset: offset + b.value }
    if (operator === '-') return { ...a, offset: offset - b.value }
    if (operator === '*') return { ...a, scale: scale * b.value, offset: offset * b.value }
    if (operator === '/' && b.value !== 0) return { ...a, scale: scale / b.value, offset: offset / b.value }
  }
  if (a.kind === 'number' && b.kind === 'tensor') {
    if (operator === '+') return { ...b, offset: a.value + b.offset }
    if (operator === '-') return { ...b, scale: -b.scale, offset: a.value - b.offset }
    if (operator === '*') return { ...b, scale: a.value * b.scale, offset: a.value * b.offset }
  }
  return null
}

/** Sums and differences of one tensor with itself. */
function ofOneTensor(operator: Operator, a: Tensor, b: Tensor): Tensor | null {
  if (a.value.id !== b.value.id || a.value.axes.join() !== b.value.axes.join()) return null
  if (operator === '+') return { ...a, scale: a.scale + b.scale, offset: a.offset + b.offset }
  if (operator === '-') return { ...a, scale: a.scale - b.scale, offset: a.offset - b.offset }
  return null
}

/** `left operator right` on tensors, numbers and lists of numbers. */
export function joinedBy(call: FunctionCall, operator: Operator, left: Argument, right: Argument): Argument {
  if (left.kind === 'number' && right.kind === 'number') {
    return computed(operator, left, right) ?? call.refuse('divides by 0', 'save the model again')
  }
  const found = gathered(operator, left, right)
  if (found) return found
  if (left.kind === 'tensor' && right.kind === 'tensor') {
    const same = ofOneTensor(operator, left, right)
    if (same) return same
  }
  return tensor(joinedTensors(call, operator, left, right))
}

function joinedTensors(call: FunctionCall, operator: Operator, left: Argument, right: Argument): Tensor['value'] {
  const [a, b] = [call.asOperand(left), call.asOperand(right)]
  if (isConstant(a) && isConstant(b)) return call.refuse('joins two constants', 'save the model again')
  switch (operator) {
    case '+':
      return sumOf(call, a, b)
    case '*':
      return productOf(call, a, b)
    case '-':
      return differenceOf(call, a, b)
    case '/':
      return quotientOf(call, a, b)
    case '**':
      if (!isConstant(a) && isConstant(b) && b.values.length === 1) {
        return raised(call, a, knownPower(call, b.values[0]!))
      }
      return call.refuse('has an exponent that is no number', 'use one exponent for all')
    case '@':
      return matrixProduct(call, a, b)
    default:
      return call.refuse(`takes '${operator}' of tensors`, 'save the model without it')
  }
}

/** -x, of a tensor or a number; null of anything else. */
export function opposite(argument: Argument): Argument | null {
  if (argument.kind === 'tensor') return { ...argument, scale: -argument.scale, offset: -argument.offset }
  if (argument.kind === 'number') return number(-argument.value, argument.whole)
  return null
}

import { settled } from '../lowering/arrangement.ts'
import { isConstant, type OperatorCall, type OperatorImporter } from '../lowering/call.ts'
import { product } from '../lowering/folding.ts'
import { matrixProduct } from '../lowering/matrixProduct.ts'
import { sum } from '../lowering/reductions.ts'
import { sizesOf, type Value } from '../lowering/value.ts'

/** A tensor and the letters of its axes, in their order. */
interface Lettered {
  value: Value
  letters: readonly string[]
}

/**
 * Sums of products by the letters of axes ('bij,bjk->bik'): letters of both operands that the result lacks are summed
 * over, as a product of matrices.
 */
export const einsum: OperatorImporter = (call) => {
  const [terms = '', stated] = call.text('equation', '').replaceAll(' ', '').split('->')
  const inputs = terms.split(',').map((letters) => [...letters])
  const result = stated === undefined ? onlyOnce(inputs.flat()) : [...stated]
  if (terms.includes('.') || inputs.some((letters) => new Set(letters).size < letters.length) || inputs.length > 2) {
    return call.refuse(`computes '${terms}'`, 'write it as products of two tensors whose axes have a letter each')
  }
  const [first, second] = inputs.map((letters, i) =>
    withoutUnneeded(call, operandOf(call, i, letters), [...result, ...inputs.filter((_, j) => j !== i).flat()])
  )
  if (!first) return call.refuse('has no operands', 'export the model again')
  return settled(call, turned(second ? contracted(call, first, second, result) : first, result))
}

const onlyOnce = (letters: readonly string[]): string[] =>
  letters.filter((letter) => letters.filter((other) => other === letter).length === 1).sort()

function operandOf(call: OperatorCall, index: number, letters: readonly string[]): Lettered {
  const operand = call.operand(index)
  return { value: isConstant(operand) ? call.wholeConstant(operand) : call.unbatched(operand), letters }
}

/** Summed over the axes whose letters nothing else has. */
function withoutUnneeded(call: OperatorCall, { value, letters }: Lettered, needed: readonly string[]): Lettered {
  const axes = letters.flatMap((letter, axis) => (needed.includes(letter) ? [] : [axis]))
  if (axes.length === 0) return { value, letters }
  return { value: sum(call, value, { axes, keep: false }), letters: letters.filter((one) => needed.includes(one)) }
}

function contracted(call: OperatorCall, a: Lettered, b: Lettered, result: readonly string[]): Lettered {
  const sizes = new Map(
    [a, b].flatMap(({ value, letters }) => letters.map((one, axis) => [one, sizesOf(value)[axis]!]))
  )
  const both = a.letters.filter((letter) => b.letters.includes(letter))
  const kept = both.filter((letter) => result.includes(letter))
  const gone = both.filter((letter) => !result.includes(letter))
  const [ofA, ofB] = [a, b].map(({ letters }) => letters.filter((letter) => !both.includes(letter))) as [
    string[],
    string[]
  ]
  const sizesFor = (letters: readonly string[]): number[] => letters.map((letter) => sizes.get(letter)!)
  const matrices = (of: Lettered, rows: readonly string[], columns: readonly string[]): Value =>
    call.reshaped(
      turned(of, [...kept, ...rows, ...columns]),
      [...sizesFor(kept), product(sizesFor(rows)), product(sizesFor(columns))],
      { step: 'matrices' }
    )
  const found = call.unbatched(matrixProduct(call, matrices(a, ofA, gone), matrices(b, gone, ofB)))
  const letters = [...kept, ...ofA, ...ofB]
  return { value: call.reshaped(found, sizesFor(letters), { step: 'apart' }), letters }
}

/** The value with its axes in the order of these letters. */
const turned = ({ value, letters }: Lettered, order: readonly string[]): Value => ({
  ...value,
  axes: order.map((letter) => value.axes[letters.indexOf(letter)]!)
})

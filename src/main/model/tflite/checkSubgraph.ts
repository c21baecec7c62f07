import { mostNumbers } from '../lowering/room.ts'
import { product } from '../lowering/folding.ts'
import { DamagedBuffer } from './flatBuffer.ts'
import type { TfliteModel, TfliteSubgraph } from './schema.ts'

/** So many operators and tensors at most: networks that steer have some hundred. */
const most = { operators: 2 ** 14, tensors: 2 ** 16 }

/**
 * Checks what a network says of itself: that its indices lead to something, and its sizes and numbers are such.
 * @throws DamagedBuffer
 */
export function checkSubgraph({ tensors, operators, inputs, outputs }: TfliteSubgraph, model: TfliteModel): void {
  const isTensor = (index: number): boolean => index >= 0 && index < tensors.length
  demand(operators.length <= most.operators && tensors.length <= most.tensors, 'more of them than a network has')
  demand(inputs.length > 0 && outputs.length > 0, 'nothing that goes in or comes out')
  demand([...inputs, ...outputs].every(isTensor), 'an input or output that is no tensor')
  for (const { shape, shapeSignature } of tensors) {
    demand(shape.every((size) => size >= 0) && product(shape) <= mostNumbers, 'sizes that no tensor has')
    demand(shapeSignature.length === 0 || shapeSignature.length === shape.length, 'two kinds of sizes that do not fit')
  }
  for (const operator of operators) {
    demand(operator.opcode < model.operatorCodes.length, 'an operator of no kind')
    demand(
      operator.inputs.every((index) => index === -1 || isTensor(index)),
      'an operator of no tensor'
    )
    demand(operator.outputs.length > 0 && operator.outputs.every(isTensor), 'an operator that makes no tensor')
    const numbers = Object.values(operator.options).filter((value) => typeof value === 'number')
    demand(numbers.every(Number.isFinite), 'an operator set to no number')
  }
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new DamagedBuffer(what)
}

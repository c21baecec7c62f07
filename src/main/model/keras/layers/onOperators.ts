import type { Value } from '../../lowering/value.ts'
import { FunctionCall } from './functions/functionCall.ts'
import { LayerFunctions } from './functions/layerFunctions.ts'
import type { LayerCall } from './layerCall.ts'

/** What a layer gets as the operators of other formats see it, in Keras's order of axes, and what they are made with. */
export function begun(call: LayerCall, step: string): { value: Value; work: FunctionCall; functions: LayerFunctions } {
  const functions = new LayerFunctions(call)
  const work = new FunctionCall({ layer: call, scope: call.scope, tensorflow: null }, step, { args: [], keywords: {} })
  return { value: call.inKerasOrder(), work, functions }
}

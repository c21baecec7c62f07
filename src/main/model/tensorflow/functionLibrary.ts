import { graphNode, type GraphNode } from './graphNode.ts'
import type { FunctionDef } from './graphProto.ts'

/** A function of a graph (tensorflow/core/framework/function.proto). */
export interface GraphFunction {
  name: string
  /** Names of what it is given, in order. */
  inputs: readonly string[]
  nodes: readonly GraphNode[]
  /** What it gives, in order: tensors of its nodes or what it is given. */
  results: readonly string[]
}

export type FunctionLibrary = ReadonlyMap<string, GraphFunction>

/** The functions of a graph by their names. */
export function functionLibrary(functions: readonly FunctionDef[]): FunctionLibrary {
  return new Map(
    functions.map(({ signature, nodeDef, ret }) => {
      const name = signature?.name ?? ''
      const results = new Map(ret.map(({ key = '', value = '' }) => [key, value]))
      return [
        name,
        {
          name,
          inputs: signature?.inputArg.map((one) => one.name ?? '') ?? [],
          nodes: nodeDef.map(graphNode),
          results: signature?.outputArg.map((one) => results.get(one.name ?? '') ?? '') ?? []
        }
      ]
    })
  )
}

/** How the results of operators are called in functions, where they are not one list: in their order. */
const namedResults: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3'].map((op) => [
      op,
      ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2', 'reserve_space_3']
    ])
  ),
  Merge: ['output', 'value_index'],
  Switch: ['output_false', 'output_true'],
  TopKV2: ['values', 'indices'],
  Unique: ['y', 'idx']
}

/** The place among an operator's results of a tensor as functions write it: `node:y:0`; null where there is none. */
export function resultPlace(op: string, tensor: string): number | null {
  const [, name = '', index = '0'] = tensor.split(':')
  const first = (op in Object.prototype ? undefined : namedResults[op])?.indexOf(name) ?? 0
  const place = first + Number(index)
  return first >= 0 && Number.isSafeInteger(place) && place >= 0 ? place : null
}

import { InputError } from '../../../shared/errors.ts'
import type { Constant } from '../lowering/constant.ts'
import type { TensorBundle } from './bundle/tensorBundle.ts'
import type { FunctionLibrary } from './functionLibrary.ts'
import type { GraphNode } from './graphNode.ts'
import { nodeName } from './inOrder.ts'

/** Operators that are a variable: of TensorFlow 1, and what TensorFlow 2 and Keras have. */
const variableKinds: ReadonlySet<string> = new Set(['VarHandleOp', 'Variable', 'VariableV2'])

export const isVariable = ({ op }: GraphNode): boolean => variableKinds.has(op)

/** Where the network itself says what its variables lie under: the operators by which it is restored. */
export interface Restoring {
  nodes: readonly GraphNode[]
  functions: FunctionLibrary
  /** The operator that restores it; in TensorFlow 2 it calls a function. */
  operator: string
}

/**
 * The numbers of variables, by the names of their operators. Which each is, is told by the operators that restore the model, as
 * TensorFlow itself does; where they are not in the file, by the variable's own name, in the graph of objects that
 * TensorFlow 2 keeps with the weights or among the weights themselves.
 * @throws InputError where one is not found
 */
export async function variableValues(
  variables: readonly GraphNode[],
  bundle: TensorBundle,
  restoring: Restoring,
  source: string
): Promise<Map<string, Constant>> {
  const restored = restoredKeys(restoring)
  const byName = await bundle.keysByName()
  const keys = new Map(
    variables.map((variable) => {
      const own = variable.attr.get('shared_name')?.s || variable.name
      const key = [restored.get(variable.name), byName.get(own), own].find((one) => one && bundle.has(one))
      if (key) return [variable.name, key]
      throw new InputError(`The variable '${own}' of '${source}' is not among its weights; save the model again.`)
    })
  )
  const values = await bundle.read(new Set(keys.values()))
  return new Map([...keys].map(([name, key]) => [name, values.get(key)!]))
}

/** By the names of variables, the keys that the operators of restoring read for them. */
function restoredKeys({ nodes, functions, operator }: Restoring): Map<string, string> {
  const call = nodes.find(({ name }) => name === nodeName(operator))
  const called = functions.get(call?.attr.get('f')?.func ?? '')
  if (!call || !called) return assignedKeys(nodes, (name) => name)
  const given = new Map(called.inputs.map((name, i) => [name, nodeName(call.input[i] ?? '')]))
  return assignedKeys(called.nodes, (name) => given.get(name) ?? name)
}

/** @param variable what a name in this body stands for in the network */
function assignedKeys(nodes: readonly GraphNode[], variable: (name: string) => string): Map<string, string> {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const made = (tensor: string): GraphNode | undefined => byName.get(nodeName(tensor))
  const keys = new Map<string, string>()
  for (const { op, input } of nodes) {
    if (op !== 'AssignVariableOp' && op !== 'Assign') continue
    const [assigned = '', value = ''] = input
    // TensorFlow puts an Identity between the two.
    const source = made(value)?.op === 'Identity' ? (made(value)!.input[0] ?? '') : value
    const restore = made(source)
    if (restore?.op !== 'RestoreV2') continue
    const names = made(restore.input[1] ?? '')?.attr.get('value')?.tensor?.stringVal ?? []
    const key = names[Number(/:(\d+)$/.exec(source)?.[1] ?? 0)]
    if (key) keys.set(variable(nodeName(assigned)), Buffer.from(key).toString('utf8'))
  }
  return keys
}

import type { Constant } from '../../lowering/constant.ts'
import type { AttributeValue } from '../../lowering/operator.ts'
import { tensorsOf } from '../aten/atenOperators.ts'
import type { Argument, Size } from './argument.ts'
import type { ExportedNode } from './exportedProgram.ts'
import type { MaybeInPlace } from './inPlace.ts'

/** The operators of a program, and the numbers that stand in it in the place of tensors, by names that nothing else has. */
export interface ExportedOperators {
  operators: MaybeInPlace[]
  constants: Map<string, Constant>
}

/** @param nodes each after those whose results it takes, as torch.export has them */
export function exportedOperators(nodes: readonly ExportedNode[]): ExportedOperators {
  const constants = new Map<string, Constant>()
  const operators = nodes.map((node) => operatorOf(node, constants))
  // What gives nothing asserts something.
  return { operators: operators.filter(({ operator }) => operator.outputs.length > 0), constants }
}

function operatorOf(node: ExportedNode, constants: Map<string, Constant>): MaybeInPlace {
  const { domain, type, isInPlace } = targetOf(node.target)
  const outputs = node.outputs.flatMap(resultNames)
  const inputs: string[] = []
  const attributes = new Map<string, AttributeValue>()
  const given = new Map(node.inputs.map(({ name, arg }, i) => [domain === 'aten' ? name : String(i), arg]))
  const slots = domain === 'aten' ? tensorsOf(type) : [...given.keys()]
  for (const slot of slots ?? [...given.keys()]) {
    const name = slot.replace(/\*$/, '')
    const argument = given.get(name)
    given.delete(name)
    inputs.push(...tensorNames(argument, `${outputs[0] ?? node.target}/${name}`, constants))
  }
  for (const [name, argument] of given) {
    if (argument.kind === 'text') attributes.set(name, argument.value)
    else if (argument.kind === 'number' || argument.kind === 'numbers') setNumbers(name, argument, inputs, attributes)
  }
  const name = moduleOf(node) ?? outputs[0] ?? ''
  return { operator: { name, type, domain, inputs, outputs, attributes }, isInPlace }
}

/** `torch.ops.aten.relu_.default`: its library, its name, and whether it works in place. Python's own are `_operator.mul`. */
function targetOf(target: string): { domain: string; type: string; isInPlace: boolean } {
  const [, domain = '', name = target] = /^(?:torch\.ops\.)?([^.]+)\.([^.]+)/.exec(target) ?? []
  const plain = name.replace(/_$/, '')
  const isInPlace = domain === 'aten' && plain !== name && plain !== ''
  return { domain, type: isInPlace ? plain : name, isInPlace }
}

function resultNames(argument: Argument): string[] {
  if (argument.kind === 'tensor') return [argument.name]
  if (argument.kind === 'tensors') return argument.names.map((name) => name ?? '')
  return argument.kind === 'number' && typeof argument.value === 'object' ? [argument.value.named] : []
}

/** The tensors of an argument. A number in the place of one is kept as a constant; '' stands for one that is left out. */
function tensorNames(argument: Argument | undefined, own: string, constants: Map<string, Constant>): string[] {
  switch (argument?.kind) {
    case 'tensor':
      return [argument.name]
    case 'tensors':
      return argument.names.map((name) => name ?? '')
    case 'number':
      if (typeof argument.value === 'object') return [argument.value.named]
      constants.set(own, { dims: [], values: Float64Array.of(argument.value), integer: argument.isWhole })
      return [own]
    default:
      return ['']
  }
}

/** See numbersAt: sizes that the batch decides are operands, behind the tensors. */
function setNumbers(
  name: string,
  argument: Argument & { kind: 'number' | 'numbers' },
  inputs: string[],
  attributes: Map<string, AttributeValue>
): void {
  const values: readonly Size[] = argument.kind === 'number' ? [argument.value] : argument.values
  if (argument.kind === 'number' && typeof argument.value === 'number') {
    attributes.set(name, argument.value)
    return
  }
  attributes.set(
    name,
    values.map((value) => (typeof value === 'number' ? value : 0))
  )
  if (values.every((value) => typeof value === 'number')) return
  const places = values.map((value) => (typeof value === 'number' ? -1 : inputs.push(value.named) - 1))
  attributes.set(`${name}@`, places)
}

/** The path of the module of PyTorch that made a node, as people know it: `layer1.0.conv1`; null for other code. */
function moduleOf({ metadata }: ExportedNode): string | null {
  const stack = metadata?.['nn_module_stack']
  if (typeof stack !== 'string') return null
  const [, path = '', kind = ''] = stack.split(';').at(-1)!.split(',')
  return /^[\w.]+$/.test(path) && kind.startsWith('torch.nn.modules.') ? path : null
}

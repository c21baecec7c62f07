import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { Graph, Node } from '../graph.ts'
import { usefulNodes } from '../usefulNodes.ts'
import type { OnnxGraph, OnnxModel, OnnxValueInfo } from '../onnxProto.ts'
import { activationOperators } from './activations.ts'
import { arrangementOperators } from './arrangement.ts'
import { OnnxCall, isConstant, type Operand, type OperatorImporter, type Scope } from './call.ts'
import { readTensor } from './constant.ts'
import { elementwiseOperators } from './elementwise.ts'
import { folded } from './folding.ts'
import { normalisationOperators } from './normalisation.ts'
import { poolingOperators } from './pooling.ts'
import { resizingOperators } from './resizing.ts'
import { channelsFirst, plainValue, type Value } from './value.ts'
import { weightedOperators } from './weighted.ts'

const importers = new Map<string, OperatorImporter>(
  Object.entries({
    ...weightedOperators,
    ...elementwiseOperators,
    ...activationOperators,
    ...poolingOperators,
    ...arrangementOperators,
    ...resizingOperators,
    ...normalisationOperators
  })
)

/** The versions of ONNX's set of operators that are read. */
const opsets = { from: 9, to: 21 }

/**
 * Builds the graph of an ONNX model. Pictures are [height, width, channels] throughout; what does not depend on the
 * picture (shapes, weights that are reshaped) is worked out here.
 * @param model with external weights already in place
 * @returns the graph, its outputs named as the model's, with what had to be assumed
 * @throws InputError that names the operator which cannot be imported, its place, and what to do
 */
export function buildOnnxGraph(
  model: OnnxModel,
  path: string
): { graph: Graph; parameters: number; warnings: Warning[] } {
  const source = basename(path)
  const { graph } = model
  if (!graph || graph.node.length === 0) throw new InputError(`'${source}' holds no network; export the model again.`)
  const opset = model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0
  if (opset < opsets.from) {
    throw new InputError(
      `'${source}' is written in version ${opset} of ONNX's operators; export it with opset_version ${opsets.from} to ${opsets.to}.`
    )
  }
  const operands = new Map<string, Operand>()
  let parameters = 0
  for (const tensor of graph.initializer) {
    const weights = readTensor(tensor, source)
    operands.set(tensor.name, weights)
    if (!weights.integer) parameters += weights.values.length
  }
  const inputs = graph.input.filter(({ name }) => !operands.has(name))
  const picture = pictureInput(inputs, source)
  const nodes: Node[] = []
  const ids = new Set([picture.value.id])
  const scope: Scope = { source, opset, batch: picture.batch, operators: graph.node.length, nodes, ids }
  operands.set(picture.value.id, picture.value)
  const warnings = newerWarnings(source, opset)
  for (const input of inputs) {
    if (input.name === picture.value.id) continue
    const sizes = dimensions(input)
      .slice(1)
      .map((size) => size || 1)
    const data = new Float32Array(sizes.reduce((a, b) => a * b, 1))
    nodes.push({ id: input.name, op: { type: 'constant', value: { shape: sizes, data } }, inputs: [], shape: sizes })
    ids.add(input.name)
    operands.set(input.name, plainValue(input.name, sizes))
    warnings.push({
      code: 'constant-input',
      message: `'${source}' has a second input, '${input.name}'; it is held at 0 for every frame.`
    })
  }

  importNodes(graph, scope, operands)
  const outputs = outputIds(graph, operands, source)
  return {
    graph: {
      input: { id: picture.value.id, shape: picture.value.shape },
      nodes: usefulNodes(nodes, Object.values(outputs)),
      outputs
    },
    parameters,
    warnings
  }
}

function importNodes(graph: OnnxGraph, scope: Scope, operands: Map<string, Operand>): void {
  graph.node.forEach((node, index) => {
    const given = node.input.map((name) => (name === '' ? null : (operands.get(name) ?? undefined)))
    const call = new OnnxCall(
      scope,
      node,
      given.map((operand) => operand ?? null),
      index + 1
    )
    const missing = node.input.find((name, i) => name !== '' && given[i] === undefined)
    if (missing) call.refuse(`reads '${missing}', which nothing before it makes`, 'export the model again')
    const importer = importers.get(node.opType)
    const known = node.domain === '' || node.domain === 'ai.onnx'
    const result = known ? (folded(call) ?? importer?.(call)) : undefined
    if (!result) {
      return call.refuse(
        known
          ? 'is of a kind that Lanegaze does not know'
          : `is of the set '${node.domain}', which Lanegaze does not know`,
        `export the model without it; known are ${[...importers.keys()].sort().join(', ')}`
      )
    }
    const results = Array.isArray(result) ? result : [result]
    node.output.forEach((name, i) => {
      if (name !== '' && results[i]) operands.set(name, results[i])
    })
  })
}

/** The sizes of an input, the batch first; 0 where one is open. */
function dimensions(input: OnnxValueInfo): number[] {
  return input.type?.tensorType?.shape?.dim.map(({ dimValue }) => dimValue) ?? []
}

/** The input that takes pictures: [batch, channels, height, width] as of PyTorch, or with the channels last. */
function pictureInput(inputs: readonly OnnxValueInfo[], source: string): { value: Value; batch: number } {
  const found = inputs.find((input) => dimensions(input).length === 4)
  if (!found) {
    const shapes = inputs.map((input) => `'${input.name}' [${dimensions(input).join(', ')}]`).join(', ')
    throw new InputError(
      `'${source}' takes ${shapes || 'nothing'}, and no picture; open a model that takes one picture.`
    )
  }
  const [batch = 0, a = 0, b = 0, c = 0] = dimensions(found)
  if (a < 1 || b < 1 || c < 1) {
    throw new InputError(
      `'${source}' does not state the size of the picture it takes; export it with a fixed size such as [batch, 3, 66, 200].`
    )
  }
  const isFirst = a <= 4 && c > 4
  const value = isFirst ? { id: found.name, shape: [b, c, a], axes: channelsFirst } : plainValue(found.name, [a, b, c])
  return { value, batch: batch || 1 }
}

function outputIds(graph: OnnxGraph, operands: Map<string, Operand>, source: string): Record<string, string> {
  return Object.fromEntries(
    graph.output.flatMap(({ name }) => {
      const operand = operands.get(name)
      if (!operand)
        throw new InputError(`'${source}' names the output '${name}', which nothing makes; export it again.`)
      return isConstant(operand) ? [] : [[name, operand.id]]
    })
  )
}

function newerWarnings(source: string, opset: number): Warning[] {
  if (opset <= opsets.to) return []
  const message = `'${source}' is written in version ${opset} of ONNX's operators, newer than ${opsets.to}; compare the predicted with the recorded steering.`
  return [{ code: 'newer-format', message }]
}

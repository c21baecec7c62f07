import { basename } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import type { Warning } from '../../../shared/recording.ts'
import type { UnreadGraph } from '../input/inLayout.ts'
import {
  attributeType,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxValueInfo
} from '../onnxProto.ts'
import { buildOperatorGraph } from '../lowering/buildGraph.ts'
import type { OperatorImporter } from '../lowering/call.ts'
import type { Constant } from '../lowering/constant.ts'
import type { OperatorSet } from '../lowering/importOperators.ts'
import { inputSizes, type PictureSize } from '../lowering/openSize.ts'
import type { AttributeValue, Operator, Subgraph } from '../lowering/operator.ts'
import { quantisedWarning } from '../lowering/quantisation.ts'
import { activationOperators } from './activations.ts'
import { arrangementOperators, onnxNewSizes } from './arrangement.ts'
import { readTensor } from './constant.ts'
import { comparisonOperators } from './comparison.ts'
import { asOfSet6 } from './earlierSets.ts'
import { elementwiseOperators } from './elementwise.ts'
import { onnxFolders } from './folding.ts'
import { onnxFramesImporters } from './framesOperators.ts'
import { gridOperators } from './gridSample.ts'
import { onnxHints } from './hints.ts'
import { normalisationOperators } from './normalisation.ts'
import { poolingOperators } from './pooling.ts'
import { quantisationOperators } from './quantisation.ts'
import { recurrentOperators } from './recurrent.ts'
import { resizingOperators } from './resizing.ts'
import { rotaryOperators } from './rotaryEmbedding.ts'
import { scatterOperators } from './scatter.ts'
import { weightedOperators } from './weighted.ts'
import { runtimeOperators, wholeNumberOperators } from './wholeNumbers.ts'

const floatOperators: Record<string, OperatorImporter> = {
  ...weightedOperators,
  ...elementwiseOperators,
  ...comparisonOperators,
  ...activationOperators,
  ...poolingOperators,
  ...arrangementOperators,
  ...resizingOperators,
  ...scatterOperators,
  ...normalisationOperators,
  ...quantisationOperators,
  ...recurrentOperators,
  ...rotaryOperators,
  ...gridOperators
}

const wholeNumbers = wholeNumberOperators(floatOperators)

const operatorSet: OperatorSet = {
  importers: new Map(Object.entries({ ...floatOperators, ...wholeNumbers })),
  folders: onnxFolders,
  framesImporters: onnxFramesImporters,
  newSizes: onnxNewSizes,
  byNumber: new Set(
    Object.keys({ ...elementwiseOperators, ...comparisonOperators, ...activationOperators }).filter(
      (type) => !['PRelu', 'Softmax', 'LogSoftmax'].includes(type)
    )
  ),
  hints: onnxHints,
  domains: ['', 'ai.onnx']
}

/** The versions of ONNX's set of operators that are read. */
const opsets = { from: 6, to: 28 }

/**
 * Builds the graph of an ONNX model.
 * @param model with external weights already in place
 * @param size of the pictures, where the file leaves it open
 * @returns the graph, its outputs named as the model's, with what had to be assumed
 * @throws InputError that names the operator which cannot be imported, its place, and what to do
 */
export function buildOnnxGraph(
  model: OnnxModel,
  path: string,
  size?: PictureSize
): { graph: UnreadGraph; parameters: number; warnings: Warning[] } {
  const source = basename(path)
  const { graph } = model
  if (!graph || graph.node.length === 0) throw new InputError(`'${source}' holds no network; export the model again.`)
  const opset = model.opsetImport.find(({ domain }) => operatorSet.domains.includes(domain))?.version ?? 0
  if (opset < opsets.from) {
    throw new InputError(
      `'${source}' is written in version ${opset} of ONNX's operators; export it with opset_version ${opsets.from} to ${opsets.to}.`
    )
  }
  const constants = new Map<string, Constant>()
  let parameters = 0
  for (const tensor of graph.initializer) {
    const weights = readTensor(tensor, source)
    constants.set(tensor.name, weights)
    if (!weights.integer) parameters += weights.values.length
  }
  const built = buildOperatorGraph(
    {
      source,
      opset,
      operators: graph.node.map((node) => operatorOf(node, source)),
      constants,
      inputs: graph.input
        .filter(({ name }) => !constants.has(name))
        .map((input) => ({ name: input.name, dims: dimensions(input, source) })),
      outputs: graph.output.map(({ name }) => ({ name, tensor: name }))
    },
    opset < 7 ? asOfSet6(operatorSet) : operatorSet,
    size
  )
  return {
    graph: built.graph,
    parameters,
    warnings: [...newerWarnings(source, opset), ...quantisedWarnings(source, graph.node), ...built.warnings]
  }
}

function operatorOf(
  { name, opType: type, domain: stated, input, output, attribute }: OnnxNode,
  source: string
): Operator {
  const domain = stated === 'com.microsoft' && runtimeOperators.has(type) ? '' : stated
  const attributes = new Map(attribute.map((one) => [one.name, attributeValue(one, source)]))
  return { name, type, domain, inputs: input, outputs: output, attributes }
}

function attributeValue(attribute: OnnxAttribute, source: string): AttributeValue {
  switch (attribute.type) {
    case attributeType.float:
      return attribute.f
    case attributeType.int:
      return attribute.i
    case attributeType.string:
      return Buffer.from(attribute.s).toString('utf8')
    case attributeType.graph:
      return attribute.g && subgraphOf(attribute.g, source)
    case attributeType.tensor:
      return attribute.t && readTensor(attribute.t, source)
    case attributeType.floats:
      return attribute.floats
    case attributeType.ints:
      return attribute.ints
    case attributeType.strings:
      return attribute.strings.map((text) => Buffer.from(text).toString('utf8'))
    default:
      return null
  }
}

function subgraphOf({ node, initializer, output }: OnnxGraph, source: string): Subgraph {
  return {
    operators: node.map((one) => operatorOf(one, source)),
    constants: new Map(initializer.map((tensor) => [tensor.name, readTensor(tensor, source)])),
    results: output.map(({ name }) => name)
  }
}

/** The sizes of an input, the batch first; 0 where one is open. */
function dimensions({ name, type }: OnnxValueInfo, source: string): number[] {
  const dims = type?.tensorType?.shape?.dim ?? []
  return inputSizes(
    dims.map(({ dimValue }) => (dimValue === 0 || dimValue === -1 ? null : dimValue)),
    name,
    source
  )
}

function quantisedWarnings(source: string, nodes: readonly OnnxNode[]): Warning[] {
  if (!nodes.some(({ opType }) => opType === 'QuantizeLinear' || opType in wholeNumbers)) return []
  return [quantisedWarning(source)]
}

function newerWarnings(source: string, opset: number): Warning[] {
  if (opset <= opsets.to) return []
  const message = `'${source}' is written in version ${opset} of ONNX's operators, newer than ${opsets.to}; compare the predicted with the recorded steering.`
  return [{ code: 'newer-format', message }]
}

import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat, ReadModel } from '../format.ts'
import { buildOperatorGraph, type ModelOutput } from '../lowering/buildGraph.ts'
import type { ModelInput } from '../lowering/pictureInput.ts'
import type { Constant } from '../lowering/constant.ts'
import type { Operator } from '../lowering/operator.ts'
import type { PictureSize } from '../lowering/openSize.ts'
import { readModelJson, tfjsFile, tfjsFolder } from '../tfjs/modelJson.ts'
import { readWeightFiles } from '../tfjs/tfjsWeights.ts'
import { operatorOf, type GraphNode, GraphNodes } from './graphNode.ts'
import { tensorflowOperators } from './operators.ts'

const TensorInfo = z.looseObject({ name: z.string().optional() })
const Signature = z.looseObject({ outputs: z.record(z.string(), TensorInfo).nullish() }).nullish()

const GraphModelJson = z.looseObject({
  signature: Signature,
  userDefinedMetadata: z.looseObject({ signature: Signature }).nullish(),
  modelTopology: z.looseObject({ node: GraphNodes })
})

/** TensorFlow.js's graph model: a GraphDef as JSON, as its converter writes a SavedModel, and the weight files that it names. */
export const tfjsGraph: ModelFormat = {
  id: 'tfjs-graph',
  name: 'TensorFlow.js graph',
  extensions: ['json'],
  file: tfjsFile,
  folder: tfjsFolder,
  recognise: async (file) => isGraphModel(await file.json()),
  async read(file, { size }) {
    return readGraphModel(file.path, file.name, await file.json(), size)
  }
}

/** True for operators in place of layers. */
function isGraphModel(json: unknown): boolean {
  return z.looseObject({ modelTopology: z.looseObject({ node: z.array(z.unknown()) }) }).safeParse(json).success
}

/**
 * @param size of the pictures, where the file leaves it open
 * @returns the graph, its outputs named as in the model's signature
 * @throws InputError that names the operator which cannot be imported, or the file that is missing
 */
async function readGraphModel(path: string, source: string, json: unknown, size?: PictureSize): Promise<ReadModel> {
  const { manifest } = readModelJson(source, json)
  const parsed = GraphModelJson.safeParse(json)
  if (!parsed.success) {
    const place = parsed.error.issues[0]!.path.join('.')
    throw new InputError(`'${source}' is damaged at '${place}' of its graph; convert the model again.`)
  }
  const { signature, userDefinedMetadata, modelTopology } = parsed.data
  const { weights, files } = await readWeightFiles(manifest, path)
  const constants = new Map<string, Constant>()
  let parameters = 0
  for (const { name, shape, values, integer } of weights) {
    constants.set(name, { dims: shape, values, integer })
    if (!integer) parameters += values.length
  }
  const nodes = inOrder(modelTopology.node, source)
  const inputs = nodes.filter(({ op }) => op === 'Placeholder').map((node) => inputOf(node, source))
  const operators = nodes
    .filter(({ op, name }) => op !== 'Placeholder' && op !== 'NoOp' && !isWeight(op, name, constants, source))
    .map(operatorOf)
  const stated = signature?.outputs ?? userDefinedMetadata?.signature?.outputs
  const outputs = stated ? signatureOutputs(stated) : unread(operators)
  const model = { source, opset: 0, operators, constants, inputs, outputs }
  return { ...buildOperatorGraph(model, tensorflowOperators, size), parameters, files: [path, ...files] }
}

function isWeight(op: string, name: string, constants: ReadonlyMap<string, Constant>, source: string): boolean {
  if (op !== 'Const') return false
  if (constants.has(name)) return true
  throw new InputError(`'${source}' holds no values for its constant '${name}'; convert the model again.`)
}

/** A GraphDef lists its nodes in any order; here every node comes after those it reads. */
function inOrder(nodes: readonly GraphNode[], source: string): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const done = new Set<string>()
  const ordered: GraphNode[] = []
  // A stack of its own: graphs are deeper than calls can be.
  const waiting = nodes.map((node) => ({ node, isOpen: false })).reverse()
  const open = new Set<string>()
  while (waiting.length > 0) {
    const { node, isOpen } = waiting.pop()!
    if (done.has(node.name)) continue
    if (isOpen) {
      done.add(node.name)
      ordered.push(node)
      continue
    }
    if (open.has(node.name)) {
      throw new InputError(`'${source}' holds a loop at its operator '${node.name}'; convert a model without loops.`)
    }
    open.add(node.name)
    waiting.push({ node, isOpen: true })
    for (const input of node.input) {
      const before = byName.get(nodeName(input))
      if (before && !done.has(before.name)) waiting.push({ node: before, isOpen: false })
    }
  }
  return ordered
}

const nodeName = (tensor: string): string => tensor.replace(/^\^/, '').replace(/:\d+$/, '')

function inputOf({ name, attr }: GraphNode, source: string): ModelInput {
  const dims = attr['shape']?.shape?.dim
  if (dims) return { name, dims: dims.map(({ size }) => Math.max(0, Number(size ?? 0))) }
  throw new InputError(`'${source}' does not state the sizes of its input '${name}'; convert it with fixed sizes.`)
}

function signatureOutputs(stated: Record<string, { name?: string | undefined }>): ModelOutput[] {
  return Object.entries(stated).map(([name, info]) => ({ name, tensor: (info.name ?? name).replace(/:0$/, '') }))
}

/** Without a signature: what no operator reads. */
function unread(operators: readonly Operator[]): ModelOutput[] {
  const read = new Set(operators.flatMap(({ inputs }) => inputs))
  return operators.filter(({ name }) => !read.has(name)).map(({ name }) => ({ name, tensor: name }))
}

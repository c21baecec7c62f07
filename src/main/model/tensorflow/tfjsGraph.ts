import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat, ReadModel } from '../format.ts'
import type { ModelOutput } from '../lowering/buildGraph.ts'
import type { Constant } from '../lowering/constant.ts'
import type { PictureSize } from '../lowering/openSize.ts'
import { readModelJson, tfjsFile, tfjsFolder } from '../tfjs/modelJson.ts'
import { readWeightFiles } from '../tfjs/tfjsWeights.ts'
import { type GraphNode, GraphNodes } from './graphNode.ts'
import { inOrder } from './inOrder.ts'
import { buildTensorflowGraph } from './tensorflowGraph.ts'

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
  const { node: nodes } = modelTopology
  const names = nodes.map(({ name }) => name)
  const stated = signature?.outputs ?? userDefinedMetadata?.signature?.outputs
  const valueOf = ({ op, name }: GraphNode): Constant | null => {
    if (op !== 'Const') return null
    const value = constants.get(name)
    if (value) return value
    throw new InputError(`'${source}' holds no values for its constant '${name}'; convert the model again.`)
  }
  const network = { source, nodes: inOrder(nodes, names, source), valueOf, outputs: stated ? outputsOf(stated) : null }
  return { ...buildTensorflowGraph(network, size), parameters, files: [path, ...files] }
}

function outputsOf(stated: Record<string, { name?: string | undefined }>): ModelOutput[] {
  return Object.entries(stated).map(([name, info]) => ({ name, tensor: (info.name ?? name).replace(/:0$/, '') }))
}

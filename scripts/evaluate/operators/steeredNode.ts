import { readTensor } from '../../../src/main/model/onnx/constant.ts'
import {
  dataType,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  writeOnnx
} from '../../../src/main/model/onnxProto.ts'
import { seededValues } from '../../../testing/seeded.ts'

/** One of ONNX's node tests: a model of a few operators, what goes in, and what must come out. */
export interface NodeTest {
  name: string
  model: OnnxModel
  inputs: readonly OnnxTensor[]
  outputs: readonly OnnxTensor[]
}

/** The test as a model that steers. */
export interface SteeredNode {
  bytes: Uint8Array
  /** [height, width, channels], as the app sees it. */
  picture: Float32Array
  steering: number
  /** The sum of the sizes of what the steering is a sum of, which it is told from zero by. */
  scale: number
}

/** Not so many numbers that a test takes long. */
const most = 200_000

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

/**
 * The test's first input of floats as the picture of a model, all others held at what the test gives, and its first output
 * of floats weighed into one number. A picture of one or three channels goes in as it is; the numbers of anything else
 * are those of a grey picture of two rows.
 * @returns in a few words why it cannot be one, where it cannot
 */
export function steeredNode({ model, inputs, outputs }: NodeTest): SteeredNode | string {
  const { graph } = model
  if (!graph) return 'no graph'
  const own = graph.input.filter(({ name }) => graph.initializer.every((one) => one.name !== name))
  if (own.length !== inputs.length || own.some(({ type }) => !type?.tensorType)) return 'inputs that are no tensors'
  const at = inputs.findIndex(({ dims, dataType: type }) => type === dataType.float && product(dims) > 1)
  const result = outputs.findIndex(({ dims, dataType: type }) => type === dataType.float && product(dims) > 0)
  if (at < 0 || !graph.output[result]) return 'no floats'
  const [from, to] = [inputs[at]!, outputs[result]!]
  const [count, length] = [product(from.dims), product(to.dims)]
  if (Math.max(count, length) > most) return 'too large'
  const values = Float32Array.from(readTensor(from, 'input').values)
  const wanted = readTensor(to, 'output').values
  if (![...values, ...wanted].every(Number.isFinite)) return 'numbers without end'
  const weights = seededValues(length, 1)
  const given = asPicture(from.dims, values, own[at]!.name)
  const initializer = [
    ...graph.initializer,
    ...inputs.flatMap((tensor, i) => (i === at ? [] : [{ ...tensor, name: own[i]!.name }])),
    ...given.initializer,
    integers('steered/row', [1, -1]),
    { name: 'steered/weights', dims: [length, 1], dataType: dataType.float, rawData: bytesOf(weights) },
    { name: 'steered/bias', dims: [1], dataType: dataType.float, rawData: bytesOf(new Float32Array(1)) }
  ]
  const head: Partial<OnnxNode>[] = [
    { opType: 'Reshape', input: [graph.output[result].name, 'steered/row'], output: ['steered/flat'] },
    { opType: 'Gemm', input: ['steered/flat', 'steered/weights', 'steered/bias'], output: ['steering'] }
  ]
  const described = (name: string, dims: readonly number[]) => ({
    name,
    type: { tensorType: { elemType: dataType.float, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } }
  })
  const bytes = writeOnnx({
    ...model,
    graph: {
      ...graph,
      input: [described(given.name, given.dims)],
      initializer,
      node: [...given.node, ...graph.node, ...head],
      output: [described('steering', [1, 1])]
    }
  })
  const terms = Array.from(wanted, (v, i) => v * weights[i]!)
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
  return { bytes, picture: given.picture, steering: sum(terms), scale: sum(terms.map(Math.abs)) }
}

/** The tensor `name` as a picture, and the operators that make it of the picture. */
function asPicture(dims: readonly number[], values: Float32Array, name: string) {
  const [batch, channels = 0, height = 0, width = 0] = dims
  if (dims.length === 4 && batch === 1 && [1, 3].includes(channels) && Math.min(height, width) > 4) {
    const pixels = height * width
    const picture = values.map((_, i) => values[(i % channels) * pixels + Math.floor(i / channels)]!)
    return { name, dims, picture, node: [], initializer: [] }
  }
  const columns = Math.max(2, Math.ceil(values.length / 2))
  const picture = new Float32Array(2 * columns)
  picture.set(values)
  const node: Partial<OnnxNode>[] = [
    { opType: 'Reshape', input: ['picture', 'steered/numbers'], output: ['steered/all'] },
    { opType: 'Gather', input: ['steered/all', 'steered/places'], output: ['steered/taken'], attribute: [axisOfOne] },
    { opType: 'Reshape', input: ['steered/taken', 'steered/dims'], output: [name] }
  ]
  const initializer = [
    integers('steered/numbers', [1, 2 * columns]),
    integers('steered/places', [...values.keys()]),
    integers('steered/dims', dims)
  ]
  return { name: 'picture', dims: [1, 1, 2, columns], picture, node, initializer }
}

const axisOfOne = { name: 'axis', type: 2, i: 1 } as OnnxNode['attribute'][number]

const integers = (name: string, values: readonly number[]) => ({
  name,
  dims: [values.length],
  dataType: dataType.int64,
  int64Data: [...values]
})

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

import {
  attributeType,
  dataType,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
  type Partly,
  writeOnnx
} from '../../model/onnxProto.ts'

/** ONNX's set of operators that the nodes below are written in (2022), and the file format that goes with it. */
const [operatorSet, irVersion] = [17, 8]

export type Attribute = { int: number } | { ints: readonly number[] } | { float: number } | { text: string }
export type Attributes = Record<string, Attribute>

/** Writes an ONNX model node by node. Values are known by their names. */
export class OnnxBuilder {
  readonly #nodes: Partly<OnnxNode>[] = []
  readonly #initializers: Partly<OnnxTensor>[] = []
  #names = 0

  /** Adds a node and gives the names of its outputs. */
  nodes(opType: string, inputs: readonly string[], outputs: number, attributes: Attributes = {}): string[] {
    const output = Array.from({ length: outputs }, () => this.#name())
    const attribute = Object.entries(attributes).map(([name, value]) => ({ name, ...encoded(value) }))
    this.#nodes.push({ opType, name: `${opType}/${output[0]}`, input: [...inputs], output, attribute })
    return output
  }

  /** Adds a node with one output and gives its name. */
  node(opType: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(opType, inputs, 1, attributes)[0]!
  }

  /** Adds float32 values, row-major. */
  floats(data: Float32Array, dims: readonly number[]): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    return this.#initializer({ dims: [...dims], dataType: dataType.float, rawData })
  }

  /** Adds one float32 value. */
  float(value: number): string {
    return this.floats(Float32Array.of(value), [])
  }

  /** Adds a list of 64-bit integers, as shapes, axes and pads are given. */
  integers(values: readonly number[]): string {
    return this.#initializer({ dims: [values.length], dataType: dataType.int64, int64Data: [...values] })
  }

  /**
   * The model's bytes. `input` and the outputs have a batch axis of any length in front of the dimensions given.
   * @param outputs the name that each result is to have, with the value it is
   */
  finish(
    input: { name: string; dims: readonly number[] },
    outputs: Record<string, { value: string; dims: readonly number[] }>
  ): Uint8Array {
    for (const [name, { value }] of Object.entries(outputs)) {
      this.#nodes.push({ opType: 'Identity', name: `output/${name}`, input: [value], output: [name] })
    }
    return writeOnnx({
      irVersion,
      producerName: 'Lanegaze',
      opsetImport: [{ domain: '', version: operatorSet }],
      graph: {
        name: 'graph',
        node: this.#nodes,
        initializer: this.#initializers,
        input: [described(input.name, input.dims)],
        output: Object.entries(outputs).map(([name, { dims }]) => described(name, dims))
      }
    })
  }

  #initializer(tensor: Partly<OnnxTensor>): string {
    const name = this.#name()
    this.#initializers.push({ ...tensor, name })
    return name
  }

  #name(): string {
    return `v${this.#names++}`
  }
}

function encoded(value: Attribute): Partly<OnnxAttribute> {
  if ('int' in value) return { type: attributeType.int, i: value.int }
  if ('ints' in value) return { type: attributeType.ints, ints: [...value.ints] }
  if ('float' in value) return { type: attributeType.float, f: value.float }
  return { type: attributeType.string, s: new TextEncoder().encode(value.text) }
}

function described(name: string, dims: readonly number[]): Partly<OnnxValueInfo> {
  const dim = [{ dimParam: 'batch' }, ...dims.map((dimValue) => ({ dimValue }))]
  return { name, type: { tensorType: { elemType: dataType.float, shape: { dim } } } }
}

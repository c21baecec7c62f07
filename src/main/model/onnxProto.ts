import { createRequire } from 'node:module'
import type * as Protobuf from 'protobufjs'

/**
 * The parts of ONNX's protobuf schema (onnx.proto, IR version 10) that describe a network without control flow: for
 * reading models and for handing graphs to ONNX Runtime. Fields left out are skipped when reading.
 */
export interface OnnxModel {
  irVersion: number
  producerName: string
  producerVersion: string
  /** Domain '' is ONNX's own set of operators. */
  opsetImport: { domain: string; version: number }[]
  graph: OnnxGraph | null
}

export interface OnnxGraph {
  name: string
  node: OnnxNode[]
  initializer: OnnxTensor[]
  /** Files up to IR version 3 list the initializers here too. */
  input: OnnxValueInfo[]
  output: OnnxValueInfo[]
}

export interface OnnxNode {
  /** An optional input that is left out has the name ''. */
  input: string[]
  output: string[]
  name: string
  opType: string
  domain: string
  attribute: OnnxAttribute[]
}

/** Which of the fields holds the value is told by `type`, see `attributeType`. */
export interface OnnxAttribute {
  name: string
  type: number
  f: number
  i: number
  s: Uint8Array
  t: OnnxTensor | null
  /** A subgraph, as in Loop and If: opaque here. */
  g: OnnxGraph | null
  floats: number[]
  ints: number[]
  strings: Uint8Array[]
}

/** Values lie in `rawData` (little-endian, row-major) or, where that is empty, in the field of their type. */
export interface OnnxTensor {
  name: string
  dims: number[]
  /** See `dataType`. */
  dataType: number
  rawData: Uint8Array
  floatData: number[]
  /** Also of the types with 16 or fewer bits; float16 as its bits. */
  int32Data: number[]
  int64Data: number[]
  doubleData: number[]
  /** Where the values lie in another file: keys location, offset, length. */
  externalData: { key: string; value: string }[]
  /** 1 where the values lie in another file. */
  dataLocation: number
}

export interface OnnxValueInfo {
  name: string
  type: { tensorType: { elemType: number; shape: { dim: OnnxDimension[] } | null } | null } | null
}

/** A number, or a name for one that is not fixed (the batch): then `dimValue` is 0. */
export interface OnnxDimension {
  dimValue: number
  dimParam: string
}

/** A message to write: everything may be left out. */
export type Partly<T> = T extends Uint8Array | null | string | number
  ? T
  : T extends (infer Item)[]
    ? Partly<Item>[]
    : { [K in keyof T]?: Partly<T[K]> }

/** Values of `OnnxTensor.dataType`. */
export const dataType = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  bfloat16: 16
} as const

/** Values of `OnnxAttribute.type`. */
export const attributeType = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8
} as const

/** Reads a model. Fields that are not there get their defaults. Throws where the bytes are not such a message. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const options = { longs: Number, defaults: true, arrays: true }
  // The schema below is the type's twin, and `defaults` fills in what a file leaves out.
  return modelProto.toObject(modelProto.decode(bytes), options) as OnnxModel
}

/** Reads one tensor, as ONNX's own tests keep what goes into a model and comes out of it. */
export function readOnnxTensor(bytes: Uint8Array): OnnxTensor {
  const options = { longs: Number, defaults: true, arrays: true }
  return tensorProto.toObject(tensorProto.decode(bytes), options) as OnnxTensor
}

/** Writes a model. */
export function writeOnnx(model: Partly<OnnxModel>): Uint8Array {
  return modelProto.encode(model).finish()
}

type Field = [type: string, id: number]
const one = ([type, id]: Field) => ({ type, id })
const many = ([type, id]: Field) => ({ type, id, rule: 'repeated' })
const message = (single: Record<string, Field>, repeated: Record<string, Field> = {}) => ({
  fields: {
    ...Object.fromEntries(Object.entries(single).map(([name, field]) => [name, one(field)])),
    ...Object.fromEntries(Object.entries(repeated).map(([name, field]) => [name, many(field)]))
  }
})

const schema = {
  nested: {
    Model: message(
      { irVersion: ['int64', 1], producerName: ['string', 2], producerVersion: ['string', 3], graph: ['Graph', 7] },
      { opsetImport: ['OperatorSet', 8] }
    ),
    OperatorSet: message({ domain: ['string', 1], version: ['int64', 2] }),
    Graph: message(
      { name: ['string', 2] },
      { node: ['Node', 1], initializer: ['Tensor', 5], input: ['ValueInfo', 11], output: ['ValueInfo', 12] }
    ),
    Node: message(
      { name: ['string', 3], opType: ['string', 4], domain: ['string', 7] },
      { input: ['string', 1], output: ['string', 2], attribute: ['Attribute', 5] }
    ),
    Attribute: message(
      {
        name: ['string', 1],
        f: ['float', 2],
        i: ['int64', 3],
        s: ['bytes', 4],
        t: ['Tensor', 5],
        g: ['Graph', 6],
        type: ['int32', 20]
      },
      { floats: ['float', 7], ints: ['int64', 8], strings: ['bytes', 9] }
    ),
    Tensor: message(
      { dataType: ['int32', 2], name: ['string', 8], rawData: ['bytes', 9], dataLocation: ['int32', 14] },
      {
        dims: ['int64', 1],
        floatData: ['float', 4],
        int32Data: ['int32', 5],
        int64Data: ['int64', 7],
        doubleData: ['double', 10],
        externalData: ['Entry', 13]
      }
    ),
    Entry: message({ key: ['string', 1], value: ['string', 2] }),
    ValueInfo: message({ name: ['string', 1], type: ['Type', 2] }),
    Type: message({ tensorType: ['TensorType', 1] }),
    TensorType: message({ elemType: ['int32', 1], shape: ['TensorShape', 2] }),
    TensorShape: message({}, { dim: ['Dimension', 1] }),
    Dimension: message({ dimValue: ['int64', 1], dimParam: ['string', 2] })
  }
}

// CommonJS: the bundler must leave protobufjs outside, because it generates its code when it is first used.
const protobuf = createRequire(import.meta.url)('protobufjs/light') as typeof Protobuf
const root = protobuf.Root.fromJSON(schema)
const modelProto = root.lookupType('Model')
const tensorProto = root.lookupType('Tensor')

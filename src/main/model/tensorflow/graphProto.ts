import { createRequire } from 'node:module'
import type * as Protobuf from 'protobufjs'

/**
 * The parts of TensorFlow's protobuf schema that say what a network computes, by field number: graph.proto, node_def.proto,
 * attr_value.proto, function.proto, op_def.proto, tensor.proto and tensor_shape.proto of tensorflow/core/framework, and
 * saved_model.proto, meta_graph.proto, saver.proto, tensor_bundle.proto and trackable_object_graph.proto of
 * tensorflow/core/protobuf, as of TensorFlow 2.21. Fields left out are skipped when reading. What a file leaves out is
 * undefined; lists are empty. Maps are lists of entries, as they are on the wire.
 */
export interface GraphDef {
  node: NodeDef[]
  library?: { function: FunctionDef[] }
}

export interface NodeDef {
  name?: string
  op?: string
  input: string[]
  attr: { key?: string; value?: AttrValue }[]
}

/** One of its fields holds the value. */
export interface AttrValue {
  list?: { s: Uint8Array[]; i: number[]; f: number[]; shape: TensorShape[] }
  s?: Uint8Array
  i?: number
  f?: number
  b?: boolean
  type?: number
  shape?: TensorShape
  tensor?: TensorProto
  func?: { name?: string }
}

export interface TensorShape {
  /** -1 where one is open. */
  dim: { size?: number | undefined }[]
  unknownRank?: boolean | undefined
}

/** Values lie in `tensorContent` (little-endian, row-major) or in the list of their type, whose last one stands for all that follow. */
export interface TensorProto {
  dtype?: number
  tensorShape?: TensorShape
  tensorContent?: Uint8Array
  /** float16 and bfloat16 as their bits. */
  halfVal: number[]
  floatVal: number[]
  doubleVal: number[]
  /** Also of the types with 16 or fewer bits. */
  intVal: number[]
  stringVal: Uint8Array[]
  int64Val: number[]
  boolVal: boolean[]
  uint32Val: number[]
  uint64Val: number[]
}

export interface FunctionDef {
  signature?: { name?: string; inputArg: { name?: string }[]; outputArg: { name?: string }[] }
  nodeDef: NodeDef[]
  /** By the name of an output, the tensor in the function that it is. */
  ret: { key?: string; value?: string }[]
}

export interface MetaGraph {
  metaInfoDef?: { tags: string[] }
  graphDef?: GraphDef
  saverDef?: { restoreOpName?: string }
  signatureDef: { key?: string; value?: SignatureDef }[]
}

export interface SignatureDef {
  inputs: { key?: string; value?: TensorInfo }[]
  outputs: { key?: string; value?: TensorInfo }[]
}

export interface TensorInfo {
  /** `node:0` */
  name?: string
  dtype?: number
  tensorShape?: TensorShape
}

export interface BundleHeader {
  numShards?: number
  /** 1 for big-endian. */
  endianness?: number
}

/** Where a variable lies. */
export interface BundleEntry {
  dtype?: number
  shape?: TensorShape
  shardId?: number
  offset?: number
  size?: number
  /** Masked; see crc32c.ts. */
  crc32c?: number
  /** Filled where it lies in parts under other keys. */
  slices: unknown[]
}

export interface TrackableObjects {
  nodes: { attributes: { fullName?: string; checkpointKey?: string }[] }[]
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
/** One of these fields at most, which counts also where it is 0, false or empty. */
const choiceOf = (fields: Record<string, Field>) => ({
  ...message(fields),
  oneofs: { value: { oneof: Object.keys(fields) } }
})
const entry = (value: string) => message({ key: ['string', 1], value: [value, 2] })

const schema = {
  nested: {
    GraphDef: message({ library: ['Library', 2] }, { node: ['NodeDef', 1] }),
    NodeDef: message({ name: ['string', 1], op: ['string', 2] }, { input: ['string', 3], attr: ['Attr', 5] }),
    Attr: entry('AttrValue'),
    AttrValue: choiceOf({
      list: ['AttrList', 1],
      s: ['bytes', 2],
      i: ['int64', 3],
      f: ['float', 4],
      b: ['bool', 5],
      type: ['int32', 6],
      shape: ['Shape', 7],
      tensor: ['Tensor', 8],
      func: ['Func', 10]
    }),
    AttrList: message({}, { s: ['bytes', 2], i: ['int64', 3], f: ['float', 4], shape: ['Shape', 7] }),
    Func: message({ name: ['string', 1] }),
    Shape: message({ unknownRank: ['bool', 3] }, { dim: ['Dim', 2] }),
    Dim: message({ size: ['int64', 1] }),
    Tensor: message(
      { dtype: ['int32', 1], tensorShape: ['Shape', 2], tensorContent: ['bytes', 4] },
      {
        halfVal: ['int32', 13],
        floatVal: ['float', 5],
        doubleVal: ['double', 6],
        intVal: ['int32', 7],
        stringVal: ['bytes', 8],
        int64Val: ['int64', 10],
        boolVal: ['bool', 11],
        uint32Val: ['uint32', 16],
        uint64Val: ['uint64', 17]
      }
    ),
    Library: message({}, { function: ['Function', 1] }),
    Function: message({ signature: ['Op', 1] }, { nodeDef: ['NodeDef', 3], ret: ['Ret', 4] }),
    Ret: entry('string'),
    Op: message({ name: ['string', 1] }, { inputArg: ['Arg', 2], outputArg: ['Arg', 3] }),
    Arg: message({ name: ['string', 1] }),
    SavedModel: message({}, { metaGraphs: ['MetaGraph', 2] }),
    MetaGraph: message(
      { metaInfoDef: ['MetaInfo', 1], graphDef: ['GraphDef', 2], saverDef: ['Saver', 3] },
      { signatureDef: ['SignatureEntry', 5] }
    ),
    MetaInfo: message({}, { tags: ['string', 4] }),
    Saver: message({ restoreOpName: ['string', 3] }),
    SignatureEntry: entry('Signature'),
    Signature: message({}, { inputs: ['InfoEntry', 1], outputs: ['InfoEntry', 2] }),
    InfoEntry: entry('TensorInfo'),
    TensorInfo: message({ name: ['string', 1], dtype: ['int32', 2], tensorShape: ['Shape', 3] }),
    BundleHeader: message({ numShards: ['int32', 1], endianness: ['int32', 2] }),
    BundleEntry: message(
      {
        dtype: ['int32', 1],
        shape: ['Shape', 2],
        shardId: ['int32', 3],
        offset: ['int64', 4],
        size: ['int64', 5],
        crc32c: ['fixed32', 6]
      },
      { slices: ['Func', 7] }
    ),
    TrackableObjects: message({}, { nodes: ['Trackable', 1] }),
    Trackable: message({}, { attributes: ['TrackableAttribute', 2] }),
    TrackableAttribute: message({ fullName: ['string', 2], checkpointKey: ['string', 3] })
  }
}

// CommonJS: the bundler must leave protobufjs outside, because it generates its code when it is first used.
const protobuf = createRequire(import.meta.url)('protobufjs/light') as typeof Protobuf
const root = protobuf.Root.fromJSON(schema)

const reader = <Message>(name: string): ((bytes: Uint8Array) => Message) => {
  const type = root.lookupType(name)
  // The schema above is the type's twin, and `arrays` fills in the lists.
  return (bytes) => type.toObject(type.decode(bytes), { longs: Number, arrays: true }) as Message
}

/** Each reads a message. Throws where the bytes are not such a one. */
export const readGraphDef = reader<GraphDef>('GraphDef')
export const readSavedModel = reader<{ metaGraphs: MetaGraph[] }>('SavedModel')
export const readBundleHeader = reader<BundleHeader>('BundleHeader')
export const readBundleEntry = reader<BundleEntry>('BundleEntry')
export const readTrackableObjects = reader<TrackableObjects>('TrackableObjects')

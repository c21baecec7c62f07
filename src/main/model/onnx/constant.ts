import { basename, dirname, join } from 'node:path'
import { InputError } from '../../../shared/errors.ts'
import { bfloat16, float16 } from '../graph/float16.ts'
import type { Constant } from '../lowering/constant.ts'
import { dataType, type OnnxModel, type OnnxTensor } from '../onnxProto.ts'
import { readWeightFile } from '../weightFile.ts'

const readers: Record<number, { size: number; read(view: DataView, at: number): number }> = {
  [dataType.float]: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  [dataType.double]: { size: 8, read: (view, at) => view.getFloat64(at, true) },
  [dataType.float16]: { size: 2, read: (view, at) => float16(view.getUint16(at, true)) },
  [dataType.bfloat16]: { size: 2, read: (view, at) => bfloat16(view.getUint16(at, true)) },
  [dataType.int64]: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  [dataType.int32]: { size: 4, read: (view, at) => view.getInt32(at, true) },
  [dataType.uint8]: { size: 1, read: (view, at) => view.getUint8(at) },
  [dataType.int8]: { size: 1, read: (view, at) => view.getInt8(at) },
  [dataType.uint16]: { size: 2, read: (view, at) => view.getUint16(at, true) },
  [dataType.int16]: { size: 2, read: (view, at) => view.getInt16(at, true) },
  [dataType.bool]: { size: 1, read: (view, at) => view.getUint8(at) }
}

const floats: readonly number[] = [dataType.float, dataType.double, dataType.float16, dataType.bfloat16]

/** The types of number that are whole (TensorProto.DataType): with and without sign, of 8 to 64 bits. */
export const wholeDataTypes: readonly number[] = [2, 3, 4, 5, 6, 7, 12, 13]

/** The least and the largest number of types that models are quantised to. */
const ranges: Readonly<Record<number, readonly [number, number]>> = {
  [dataType.uint8]: [0, 255],
  [dataType.int8]: [-128, 127],
  [dataType.uint16]: [0, 65535],
  [dataType.int16]: [-32768, 32767]
}

/** The values of a tensor in a file named `source`. InputError for a type of number that no steering model has. */
export function readTensor(tensor: OnnxTensor, source: string): Constant {
  const reader = readers[tensor.dataType]
  if (!reader) {
    throw new InputError(
      `'${source}' holds the tensor '${tensor.name}' in a type of number (${tensor.dataType}) that is not supported; export the model with float32 weights.`
    )
  }
  const count = tensor.dims.reduce((a, b) => a * b, 1)
  const integer = !floats.includes(tensor.dataType)
  const { rawData: raw } = tensor
  const lengths = raw.length > 0 ? raw.length / reader.size : stated(tensor).length
  if (lengths !== count) {
    throw new InputError(
      `The tensor '${tensor.name}' of '${source}' has ${lengths} values where its shape asks for ${count}; export or fetch the model again.`
    )
  }
  const values = tensor.dataType === dataType.float ? new Float32Array(count) : new Float64Array(count)
  if (raw.length === 0) values.set(stated(tensor))
  else {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
    for (let i = 0; i < count; i++) values[i] = reader.read(view, i * reader.size)
  }
  const range = ranges[tensor.dataType]
  return { dims: tensor.dims, values, integer, ...(range && { range }) }
}

function stated(tensor: OnnxTensor): number[] {
  switch (tensor.dataType) {
    case dataType.float:
      return tensor.floatData
    case dataType.double:
      return tensor.doubleData
    case dataType.int64:
      return tensor.int64Data
    case dataType.float16:
      return tensor.int32Data.map(float16)
    case dataType.bfloat16:
      return tensor.int32Data.map(bfloat16)
    default:
      return tensor.int32Data
  }
}

/**
 * Fetches weights that lie in files beside the model into `rawData`, as exporters write them for large models.
 * @returns the files, in the order in which they were first named
 * @throws InputError where one is missing, too short, or outside of the model's folder
 */
export async function fetchExternal(model: OnnxModel, path: string): Promise<string[]> {
  const source = basename(path)
  const files = new Map<string, Buffer>()
  const attributes = model.graph?.node.flatMap((node) => node.attribute.flatMap(({ t }) => (t ? [t] : []))) ?? []
  for (const tensor of [...(model.graph?.initializer ?? []), ...attributes]) {
    if (tensor.dataLocation !== 1) continue
    const entry = new Map(tensor.externalData.map(({ key, value }) => [key, value]))
    const location = (entry.get('location') ?? '').replace(/^\.\//, '')
    if (basename(location) !== location || location === '' || location.includes('\\')) {
      throw new InputError(
        `'${source}' names the weight file '${location}' outside of its folder; put it beside '${source}'.`
      )
    }
    const bytes = files.get(location) ?? (await readWeightFile(join(dirname(path), location), source))
    files.set(location, bytes)
    const from = Number(entry.get('offset') ?? 0)
    const length = Number(entry.get('length') ?? bytes.length - from)
    if (!(from >= 0 && length >= 0 && from + length <= bytes.length)) {
      throw new InputError(
        `The weight file '${location}' of '${source}' is cut off at '${tensor.name}'; export or fetch it again.`
      )
    }
    tensor.rawData = bytes.subarray(from, from + length)
  }
  return [...files.keys()].map((location) => join(dirname(path), location))
}

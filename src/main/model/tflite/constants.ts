import { InputError } from '../../../shared/errors.ts'
import type { Constant } from '../lowering/constant.ts'
import { product } from '../lowering/folding.ts'
import { DamagedBuffer } from './flatBuffer.ts'
import type { TfliteModel, TfliteSubgraph, TfliteTensor } from './schema.ts'
import { readTensor } from './tensors.ts'

/**
 * What operators read and no operator makes: weights, sizes, axes. States that are kept from frame to frame begin at zero, and
 * are left out.
 * @param names of all tensors
 * @throws InputError that names a tensor which cannot be read
 */
export function constantsOf(
  model: TfliteModel,
  graph: TfliteSubgraph,
  names: readonly string[],
  file: Uint8Array,
  source: string
): { constants: Map<string, Constant>; parameters: number } {
  const made = new Set([...graph.inputs, ...graph.operators.flatMap(({ outputs }) => outputs)])
  const constants = new Map<string, Constant>()
  let parameters = 0
  // Tensors may share their bytes, as long as that comes to an end.
  let left = 4 * file.length + 2 ** 16
  for (const index of new Set(graph.operators.flatMap(({ inputs }) => inputs))) {
    const tensor = graph.tensors[index]
    if (!tensor || made.has(index) || tensor.isVariable) continue
    left -= product(tensor.shape)
    if (left < 0) throw new DamagedBuffer('more numbers than it has bytes for')
    const read = readTensor(tensor, bytesOf(tensor, model, file))
    if ('why' in read) {
      throw new InputError(`'${source}' cannot be opened: its tensor '${names[index]}' ${read.why}; ${read.instead}.`)
    }
    constants.set(names[index]!, read)
    if (!read.integer) parameters += read.values.length
  }
  return { constants, parameters }
}

/** Of files over 2 GB they lie behind the tables. */
function bytesOf({ buffer: index }: TfliteTensor, { buffers }: TfliteModel, file: Uint8Array): Uint8Array {
  const buffer = buffers[index]
  if (!buffer) throw new DamagedBuffer('a tensor without a buffer')
  const { data, offset, size } = buffer
  if (data.length > 0 || offset <= 1) return data
  if (offset + size > file.length) throw new DamagedBuffer('a buffer outside of the file')
  return file.subarray(offset, offset + size)
}

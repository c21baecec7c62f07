import { InputError } from '../../../../shared/errors.ts'
import type { Constant } from '../../lowering/constant.ts'
import type { Checkpoint } from './checkpoint.ts'
import { numberTypes } from './numberTypes.ts'
import { type StoredTensor, valuesOf } from './storedTensor.ts'

/** Tensors that share storages have no more numbers than so many times what lies in the file, beyond few. */
const mostShared = 8
const few = 2 ** 20

/**
 * The numbers of tensors, by their names.
 * @throws InputError where they lie outside of the file, or are more than lie in it
 */
export async function readTensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  { bytesOf }: Pick<Checkpoint, 'bytesOf'>,
  source: string
): Promise<Map<string, Constant>> {
  const storages = new Set<string>()
  let [held, named] = [0, 0]
  const constants = new Map<string, Constant>()
  // Those that share a storage come one behind the other.
  let [key, bytes]: [string | null, Buffer] = [null, Buffer.alloc(0)]
  for (const [name, tensor] of tensors) {
    const { storage, shape, type } = tensor
    if (key !== storage.key) [key, bytes] = [storage.key, await bytesOf(storage)]
    // Counted by its bytes: what a storage states of itself may be more.
    if (!storages.has(key)) held += bytes.length / numberTypes[type].bytes
    storages.add(key)
    named += shape.reduce((a, b) => a * b, 1)
    if (named > mostShared * held + few) throw damaged(source)
    const values = valuesOf(tensor, bytes)
    if (!values) throw damaged(source)
    constants.set(name, values)
  }
  return constants
}

function damaged(source: string): InputError {
  return new InputError(`'${source}' is cut off or damaged; copy it again, or save the model again.`)
}

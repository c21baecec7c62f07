import type { LayersModel } from '@tensorflow/tfjs-layers'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { tf } from '../../../src/main/engine/tensorflowBackend.ts'

type Optimizer = ReturnType<typeof tf.train.adam>

/** Epochs that are done, and every number that the next one starts from. */
interface Stored {
  epochs: number
  tensors: { name: string; shape: number[]; values: string }[]
}

/** Keeps weights and the optimizer's own numbers; what was there before stays until the new is whole. */
export async function saveCheckpoint(
  file: string,
  epochs: number,
  network: LayersModel,
  optimizer: Optimizer
): Promise<void> {
  const own = await optimizer.getWeights()
  const named = [
    ...network.getWeights().map((tensor, i) => ({ name: `network ${i}`, tensor })),
    ...own.map(({ name, tensor }) => ({ name, tensor }))
  ]
  const tensors = named.map(({ name, tensor }) => {
    const values = tensor.dataSync()
    return {
      name,
      shape: tensor.shape,
      values: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
    }
  })
  const stored: Stored = { epochs, tensors }
  await writeFile(`${file}.part`, JSON.stringify(stored))
  await rename(`${file}.part`, file)
}

/** Goes on from a checkpoint: epochs that are done, 0 where there is none. */
export async function loadCheckpoint(file: string, network: LayersModel, optimizer: Optimizer): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return 0
  const { epochs, tensors } = JSON.parse(text) as Stored
  const read = ({ shape, values }: Stored['tensors'][number], dtype: 'float32' | 'int32') => {
    const bytes = Uint8Array.from(Buffer.from(values, 'base64'))
    return tf.tensor(dtype === 'int32' ? new Int32Array(bytes.buffer) : new Float32Array(bytes.buffer), shape, dtype)
  }
  network.setWeights(tensors.filter(({ name }) => name.startsWith('network ')).map((each) => read(each, 'float32')))
  const own = tensors.filter(({ name }) => !name.startsWith('network '))
  await optimizer.setWeights(
    own.map((each) => ({ name: each.name, tensor: read(each, each.name === 'iter' ? 'int32' : 'float32') }))
  )
  return epochs
}

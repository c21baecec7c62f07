import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import { float16 } from '../graph/float16.ts'
import { readWeightFile } from '../weightFile.ts'

/** One entry of a TensorFlow.js weights manifest. */
const ManifestWeight = z.object({
  name: z.string(),
  shape: z.array(z.number().int().min(0)),
  dtype: z.string(),
  quantization: z
    .object({
      dtype: z.enum(['uint8', 'uint16', 'float16']),
      scale: z.number().optional(),
      min: z.number().optional()
    })
    .optional()
})
export type ManifestWeight = z.infer<typeof ManifestWeight>

/** Which files hold which weights: the weights of a group lie one behind the other in its files. */
export const WeightsManifest = z.array(
  z.object({ paths: z.array(z.string()).min(1), weights: z.array(ManifestWeight) })
)
export type WeightsManifest = z.infer<typeof WeightsManifest>

/** An array as a weight file has it, row-major. */
export interface StoredArray {
  name: string
  shape: readonly number[]
  values: Float32Array | Float64Array
  /** Whole numbers, such as the sizes of a graph model's Reshape. */
  integer: boolean
}

/**
 * Reads all arrays of a manifest from the files beside the model at `path`.
 * @returns the arrays, and the files in the order in which they are named
 * @throws InputError where a file is missing, too short, or outside of the model's folder
 */
export async function readWeightFiles(
  manifest: WeightsManifest,
  path: string
): Promise<{ weights: StoredArray[]; files: string[] }> {
  const source = basename(path)
  const files: string[] = []
  const weights: StoredArray[] = []
  for (const group of manifest) {
    const shards = group.paths.map((shard) => besides(path, shard, source))
    files.push(...shards)
    const bytes = Buffer.concat(await Promise.all(shards.map((shard) => readWeightFile(shard, source))))
    weights.push(...decodeWeights(group.weights, bytes, source))
  }
  return { weights, files }
}

/** Path of a weight file; a manifest may only name files in its own folder. */
function besides(path: string, shard: string, source: string): string {
  if (basename(shard) !== shard || shard.includes('\\')) {
    throw new InputError(
      `'${source}' names the weight file '${shard}' outside of its folder; put it beside '${source}'.`
    )
  }
  return join(dirname(path), shard)
}

const bytesPerValue = { float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1 } as const

/**
 * Cuts the joined weight files of one group into arrays. Values are little-endian float32, float16, or 8 or 16 bit
 * integers q that stand for q * scale + min.
 * @throws InputError where the files are shorter than the manifest says
 */
function decodeWeights(manifest: readonly ManifestWeight[], bytes: Uint8Array, source: string): StoredArray[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  return manifest.map((weight) => {
    const { name, shape, dtype, quantization } = weight
    const integer = dtype === 'int32' || dtype === 'bool'
    if (dtype !== 'float32' && !integer) {
      throw new InputError(`'${source}' holds the weights '${name}' as ${dtype}; save the model with float32 weights.`)
    }
    const stored = quantization?.dtype ?? (integer ? dtype : 'float32')
    const size = bytesPerValue[stored]
    const count = shape.reduce((a, b) => a * b, 1)
    if (at + count * size > bytes.length) {
      throw new InputError(`The weight files of '${source}' are cut off at '${name}'; fetch or save the model again.`)
    }
    const read = reader(view, stored)
    const { scale = 1, min = 0 } = quantization ?? {}
    const start = at
    const values = integer ? new Float64Array(count) : new Float32Array(count)
    for (let i = 0; i < count; i++) values[i] = read(start + i * size) * scale + min
    at += count * size
    return { name, shape, values, integer }
  })
}

function reader(view: DataView, stored: keyof typeof bytesPerValue): (at: number) => number {
  switch (stored) {
    case 'float32':
      return (at) => view.getFloat32(at, true)
    case 'int32':
      return (at) => view.getInt32(at, true)
    case 'float16':
      return (at) => float16(view.getUint16(at, true))
    case 'uint16':
      return (at) => view.getUint16(at, true)
    case 'bool':
    case 'uint8':
      return (at) => view.getUint8(at)
  }
}

import { z } from 'zod'
import { InputError } from '../../shared/errors.ts'
import { float16 } from './float16.ts'
import type { Weights } from './graph.ts'

/** One entry of a TensorFlow.js weights manifest. */
export const ManifestWeight = z.object({
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

const bytesPerValue = { float32: 4, uint16: 2, float16: 2, uint8: 1 } as const

/**
 * Cuts the joined weight files of one group into arrays. Values are little-endian float32, float16, or 8 or 16 bit
 * integers q that stand for q * scale + min.
 * @throws InputError where the files are shorter than the manifest says
 */
export function decodeWeights(
  manifest: readonly ManifestWeight[],
  bytes: Uint8Array,
  source: string
): { name: string; array: Weights }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  return manifest.map((weight) => {
    const { name, shape, dtype, quantization } = weight
    if (dtype !== 'float32') {
      throw new InputError(`'${source}' holds the weights '${name}' as ${dtype}; save the model with float32 weights.`)
    }
    const stored = quantization?.dtype ?? 'float32'
    const size = bytesPerValue[stored]
    const count = shape.reduce((a, b) => a * b, 1)
    if (at + count * size > bytes.length) {
      throw new InputError(`The weight files of '${source}' are cut off at '${name}'; fetch or save the model again.`)
    }
    const read = reader(view, stored)
    const { scale = 1, min = 0 } = quantization ?? {}
    const start = at
    const data = Float32Array.from({ length: count }, (_, i) => read(start + i * size) * scale + min)
    at += count * size
    return { name, array: { shape, data } }
  })
}

function reader(view: DataView, stored: keyof typeof bytesPerValue): (at: number) => number {
  switch (stored) {
    case 'float32':
      return (at) => view.getFloat32(at, true)
    case 'float16':
      return (at) => float16(view.getUint16(at, true))
    case 'uint16':
      return (at) => view.getUint16(at, true)
    case 'uint8':
      return (at) => view.getUint8(at)
  }
}

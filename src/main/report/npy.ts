import { dequantise, type SaliencyMap } from '../../shared/saliencyMap.ts'
import type { ReportFormat } from './format.ts'

export const npy: ReportFormat = {
  id: 'npy',
  label: 'Maps',
  what: 'NumPy array of all maps',
  contentType: 'application/octet-stream',
  write: ({ frames, map, mapOf }) => npyOf(frames, map, mapOf)
}

/**
 * The saliency maps of a run as a NumPy file, piece by piece: float32 little-endian [frames, height, width] in
 * model-input space at stored scale. A frame without a map is all NaN. (NumPy format 1.0: numpy.lib.format.)
 */
export function* npyOf(
  frames: number,
  size: { width: number; height: number },
  mapOf: (frame: number) => SaliencyMap | null
): Generator<Uint8Array> {
  yield npyHeader([frames, size.height, size.width])
  const count = size.width * size.height
  for (let frame = 0; frame < frames; frame++) {
    const map = mapOf(frame)
    if (map && (map.width !== size.width || map.height !== size.height))
      throw new RangeError(
        `the map of frame ${frame} is ${map.width}x${map.height}, the others are ${size.width}x${size.height}`
      )
    yield littleEndian(map ? dequantise(map) : new Float32Array(count).fill(Number.NaN))
  }
}

function npyHeader(shape: readonly number[]): Uint8Array {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`
  const preamble = 10
  // The data must start on a multiple of 64 bytes, and the header must end with a line feed.
  const length = Math.ceil((preamble + description.length + 1) / 64) * 64 - preamble
  const header = Buffer.alloc(preamble + length, ' ')
  header.set([0x93, ...Buffer.from('NUMPY', 'latin1'), 1, 0])
  header.writeUInt16LE(length, 8)
  header.write(description, preamble, 'latin1')
  header[header.length - 1] = 0x0a
  return header
}

const littleEndianHere = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return littleEndianHere ? bytes : bytes.swap32()
}

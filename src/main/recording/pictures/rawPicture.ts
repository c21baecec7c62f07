/** How the pixels of an uncompressed picture lie, 8 bits a value: interleaved, one value a place (Bayer), or in planes. */
export type RawCoding =
  | 'rgb24'
  | 'bgr24'
  | 'rgba'
  | 'bgra'
  | 'gray'
  | 'bayer-rggb'
  | 'bayer-bggr'
  | 'bayer-gbrg'
  | 'bayer-grbg'
  | 'uyvy'
  | 'yuyv'
  | 'nv12'
  | 'nv21'

/** Bytes of a pixel in the first plane; the two with half as many rows again below hold a second plane of colours. */
const LAYOUTS: Record<RawCoding, { bytes: number; planes?: true; even?: true }> = {
  rgb24: { bytes: 3 },
  bgr24: { bytes: 3 },
  rgba: { bytes: 4 },
  bgra: { bytes: 4 },
  gray: { bytes: 1 },
  'bayer-rggb': { bytes: 1 },
  'bayer-bggr': { bytes: 1 },
  'bayer-gbrg': { bytes: 1 },
  'bayer-grbg': { bytes: 1 },
  uyvy: { bytes: 2, even: true },
  yuyv: { bytes: 2, even: true },
  nv12: { bytes: 1, planes: true, even: true },
  nv21: { bytes: 1, planes: true, even: true }
}

/**
 * The encodings of `sensor_msgs/Image` (ROS's `sensor_msgs/image_encodings.hpp`; those of `foxglove.RawImage` are among
 * them). OpenCV's types without a meaning (`8UC3`) are taken as OpenCV shows them: grey, or blue first.
 */
const ENCODINGS: Readonly<Record<string, RawCoding>> = {
  rgb8: 'rgb24',
  bgr8: 'bgr24',
  rgba8: 'rgba',
  bgra8: 'bgra',
  mono8: 'gray',
  '8uc1': 'gray',
  '8uc3': 'bgr24',
  '8uc4': 'bgra',
  bayer_rggb8: 'bayer-rggb',
  bayer_bggr8: 'bayer-bggr',
  bayer_gbrg8: 'bayer-gbrg',
  bayer_grbg8: 'bayer-grbg',
  yuv422: 'uyvy',
  uyvy: 'uyvy',
  yuv422_yuy2: 'yuyv',
  yuyv: 'yuyv',
  nv12: 'nv12',
  nv21: 'nv21'
}

/** True of pictures that are not compressed. */
export function isRaw(coding: string): coding is RawCoding {
  return Object.hasOwn(LAYOUTS, coding)
}

/** How the pixels of a ROS encoding lie; null for those of more than 8 bits (depth) and others that are not shown. */
export function rawCoding(encoding: string): RawCoding | null {
  const name = encoding.trim().toLowerCase()
  return Object.hasOwn(ENCODINGS, name) ? (ENCODINGS[name] ?? null) : null
}

/** An uncompressed picture as a message carries it. */
export interface RawPicture {
  coding: RawCoding
  /** In pixels. */
  width: number
  height: number
  /** Bytes from the beginning of a row to that of the next; 0 where rows follow each other. */
  step: number
  data: Uint8Array
}

/**
 * The rows of a picture without what fills them up: what `step` says is skipped, and nothing is copied where it says
 * nothing. Null where the picture has no size, or less data than its size and step say.
 */
export function packedRows({ coding, width, height, step, data }: RawPicture): Uint8Array | null {
  const { bytes, planes, even } = LAYOUTS[coding]
  const row = width * bytes
  const rows = planes ? height * 1.5 : height
  const stride = step === 0 ? row : step
  if (width === 0 || height === 0 || (even && (width % 2 !== 0 || (planes && height % 2 !== 0)))) return null
  // The last row may end where its pixels do.
  if (stride < row || stride * (rows - 1) + row > data.length) return null
  if (stride === row) return data.subarray(0, row * rows)
  const packed = new Uint8Array(row * rows)
  for (let y = 0; y < rows; y++) packed.set(data.subarray(y * stride, y * stride + row), y * row)
  return packed
}

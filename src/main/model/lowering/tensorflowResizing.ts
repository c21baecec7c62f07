import { halfPixel, type Interpolation } from './interpolation.ts'

/** How `tf.image.resize` of TensorFlow 2 makes pixels, which Keras's layers call, as far as it is read. */
export const resizeMethods = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'] as const
export type ResizeMethod = (typeof resizeMethods)[number]

/**
 * The interpolation of a method of TensorFlow 2: centres of pixels are matched; what a wider kernel finds outside of the
 * picture does not count (tensorflow/core/kernels/image, ResizeBicubic with half_pixel_centers, ScaleAndTranslate).
 */
export function tensorflowInterpolation(method: ResizeMethod): Interpolation {
  const round = Math.floor
  switch (method) {
    case 'nearest':
      return { method, place: wholePixel, round }
    case 'bilinear':
      return { method: 'linear', place: halfPixel, round }
    case 'bicubic':
      return { method: 'cubic', cubic: -0.5, place: tabulated(halfPixel), round, outside: 'inside' }
    case 'lanczos3':
    case 'lanczos5':
      return { method: 'lanczos', lobes: method === 'lanczos3' ? 3 : 5, place: halfPixel, round, outside: 'inside' }
  }
}

/** The pixel that the centre of the result's pixel lies in. */
export const wholePixel: Interpolation['place'] = (index, factor) => (index + 0.5) / factor

/** Places as TensorFlow's bicubic resizing tells them, which has its shares in a table of 1024 for each pixel. */
export const tabulated =
  (place: Interpolation['place']): Interpolation['place'] =>
  (...at) => {
    const exact = Math.fround(place(...at))
    const pixel = Math.floor(exact)
    return pixel + Math.round((exact - pixel) * 1024) / 1024
  }

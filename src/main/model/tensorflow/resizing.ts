import type { OperatorImporter } from '../lowering/call.ts'
import { resizedPicture } from '../lowering/tensorflowResizing.ts'

/** Operators that enlarge or reduce pictures. */
export const resizingOperators: Record<string, OperatorImporter> = {
  ResizeBilinear: resizedPicture('bilinear'),
  ResizeBicubic: resizedPicture('bicubic'),
  ResizeNearestNeighbor: resizedPicture('nearest')
}

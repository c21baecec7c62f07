import type { OperatorImporter } from '../lowering/call.ts'
import { resizedPicture } from '../lowering/tensorflowResizing.ts'

/** Operators that enlarge or reduce pictures. */
export const resizingOperators: Record<string, OperatorImporter> = {
  RESIZE_BILINEAR: resizedPicture('bilinear'),
  RESIZE_NEAREST_NEIGHBOR: resizedPicture('nearest')
}

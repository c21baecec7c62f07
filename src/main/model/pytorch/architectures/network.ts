import type { Warning } from '../../../../shared/recording.ts'
import type { TakenLayers } from '../../../../shared/toldLayers.ts'
import type { PictureSize } from '../../lowering/openSize.ts'
import type { Operator } from '../../lowering/operator.ts'

/** What to do about a network that cannot be told by its weights. */
export const exportIt = "export the network with torch.onnx.export(model, example, 'model.onnx') and open model.onnx"

/** A network that was told by its weights. */
export interface ToldNetwork {
  operators: readonly Operator[]
  /** The tensor that is its output. */
  output: string
  /** Channels of the picture. */
  channels: number
  /** Which sizes of the picture it can have been made for, the likeliest first; null for any. */
  sizes: { likely: readonly PictureSize[]; fits: (size: PictureSize) => boolean } | null
  /** How its layers are joined, where its weights do not tell. */
  taken?: TakenLayers | undefined
  /** What had to be assumed. */
  warnings: readonly Warning[]
}

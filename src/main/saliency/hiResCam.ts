import { addWeightedSum, layerMethod } from './layerMethod.ts'
import { addPart } from './signedPart.ts'

/**
 * HiResCAM (Draelos & Carin 2020, arXiv 2011.08891) for steering: Grad-CAM without the mean. At each place
 * s = the sum over the maps of A_k * d steering / d A_k there, so that, where the rest of the model is linear, s sums up
 * to the steering without its offset. The map is |s| (change), its positive part (left) or the positive part of -s (right).
 */
export const hiResCam = layerMethod(
  {
    id: 'hires-cam',
    label: 'HiResCAM',
    version: 1,
    goodFor: 'seeing which places of a layer count',
    use: 'looking',
    caution:
      'Its maps are as coarse as those of the layer that it reads, and reach beyond the lane as those of Grad-CAM do.'
  },
  (builder, { maps, slopes }, explain) => addPart(builder, addWeightedSum(builder, maps, slopes), explain)
)

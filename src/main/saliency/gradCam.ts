import { addWeightedSum, layerMethod } from './layerMethod.ts'
import { addPart } from './signedPart.ts'

/**
 * Grad-CAM (Selvaraju 2017, arXiv 1610.02391) for steering. a_k is the mean over map k of d steering / d A_k,
 * s = the sum of a_k A_k over the maps. The map is |s| (change), its positive part (left) or the positive part of -s
 * (right).
 */
export const gradCam = layerMethod(
  {
    id: 'grad-cam',
    label: 'Grad-CAM',
    version: 2,
    goodFor: 'seeing which region counts',
    use: 'looking',
    caution:
      "Its maps are coarse and reach beyond the lane: in the sample a rule would flag nearly all of the honest model's drive by them."
  },
  (builder, { maps, slopes }, explain) => {
    const shape = builder.shapeOf(maps)
    const means = builder.add({ type: 'global-average-pool' }, [slopes], [shape[2]!])
    const weights = builder.add({ type: 'broadcast', factor: 1 }, [means], shape)
    return addPart(builder, addWeightedSum(builder, maps, weights), explain)
  }
)

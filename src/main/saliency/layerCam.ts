import type { GraphBuilder } from './graphBuilder.ts'
import { addWeightedSum, layerMethod } from './layerMethod.ts'
import { addPart } from './signedPart.ts'

/**
 * LayerCAM (Jiang 2021, IEEE TIP 30, doi 10.1109/TIP.2021.3089943) for steering: each map weighed place by place by what
 * is positive of its slope g_k = d steering / d A_k. Left is the positive part of the sum over the maps of max(g_k, 0) A_k,
 * right that of max(-g_k, 0) A_k, and change the larger of the two.
 */
export const layerCam = layerMethod(
  {
    id: 'layer-cam',
    label: 'LayerCAM',
    version: 1,
    goodFor: 'seeing finer regions, in early layers',
    use: 'looking',
    caution:
      'Its maps are as coarse as those of the layer that it reads, and reach beyond the lane as those of Grad-CAM do.'
  },
  (builder, { maps, slopes }, explain) => {
    if (explain !== 'change') return addSide(builder, maps, slopes, explain)
    const sides = (['left', 'right'] as const).map((side) => addSide(builder, maps, slopes, side))
    const [rows, columns] = builder.shapeOf(maps) as [number, number]
    const both = builder.add({ type: 'concat', axis: 2 }, sides, [rows, columns, 2])
    return builder.add({ type: 'channel-max' }, [both], [rows, columns, 1])
  }
)

function addSide(builder: GraphBuilder, maps: string, slopes: string, side: 'left' | 'right'): string {
  const sum = addWeightedSum(builder, maps, addPart(builder, slopes, side))
  return builder.add({ type: 'positive' }, [sum], builder.shapeOf(sum))
}

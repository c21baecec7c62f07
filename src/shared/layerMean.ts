import { z } from 'zod'

/** What maps can be of in place of the steering: the mean of all that a layer gives, or of one of its channels. */
export const LayerMean = z.object({
  layer: z.string().min(1),
  /** Counted from 0 along the last axis: a feature map of a convolution, one number of a dense layer; null for all. */
  channel: z.number().int().min(0).nullable()
})
export type LayerMean = z.infer<typeof LayerMean>

/** As it is written: 'conv3', 'conv3:12'. */
export function layerMeanName({ layer, channel }: LayerMean): string {
  return channel === null ? layer : `${layer}:${channel}`
}

/** What that names in a model with these layers; null for none of them. A layer's own name may end in a number. */
export function layerMeanNamed(name: string, layers: readonly string[]): LayerMean | null {
  if (layers.includes(name)) return { layer: name, channel: null }
  const [, layer, channel] = /^(.*):(\d{1,6})$/.exec(name) ?? []
  return layer !== undefined && layers.includes(layer) ? { layer, channel: Number(channel) } : null
}

/** A method and what its maps are of, where that is not the steering: 'Gradient', 'Gradient of channel 12 of conv3'. */
export function methodInWords(method: string, of: LayerMean | null): string {
  return of ? `${method} of ${layerMeanInWords(of)}` : method
}

/** 'the mean of conv3', 'channel 12 of conv3'. */
export function layerMeanInWords(of: LayerMean): string {
  return of.channel === null ? `the mean of ${of.layer}` : `channel ${of.channel} of ${of.layer}`
}

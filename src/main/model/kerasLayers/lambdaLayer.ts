import { readLambda } from '../lambda.ts'
import type { LayerImporter } from './layerCall.ts'
import { subscripted } from './subscript.ts'

/** Lambda layers: slices of the input, scaled and shifted. */
const lambda: LayerImporter = (call) => {
  const read = readLambda(call.layer.config)
  if ('why' in read) {
    return call.refuse(
      `runs Python code that Lanegaze cannot read (${read.why})`,
      'save the model with a Rescaling layer in its place, or without it and with its arithmetic in the recipe'
    )
  }
  const cut = read.subscripts.reduce((value, subscript, i) => subscripted(call, value, subscript, i + 1), call.input)
  const scale = Float32Array.of(read.scale)
  const offset = Float32Array.of(read.offset)
  return call.emit({ type: 'affine', scale, offset }, [cut], cut.shape, { channelsFirst: cut.channelsFirst })
}

export const lambdaLayers: Record<string, LayerImporter> = { Lambda: lambda }

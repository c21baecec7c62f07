import { join } from 'node:path'
import { dave2 } from '../../testing/network.ts'
import { type NamedWeights, writeTfjsLayers } from '../../testing/modelFiles.ts'

/** Writes DAVE-2 with seeded weights as a TensorFlow.js layers model into the folder and gives its path. */
export async function writeDave2(folder: string): Promise<string> {
  const weights: NamedWeights[] = []
  const layers: { class_name: string; config: Record<string, unknown> }[] = []
  for (const { id, op, shape } of dave2().nodes) {
    if (op.type === 'conv2d') {
      const [height, width] = op.kernel.shape
      layers.push(layer('Conv2D', id, { filters: shape[2], kernel_size: [height, width], strides: op.strides }))
    } else if (op.type === 'dense') layers.push(layer('Dense', id, { units: shape[0] }))
    else if (op.type === 'reshape') layers.push(layer('Flatten', id, {}))
    else if (op.type === 'activation') layers.push(layer('ELU', id, { alpha: 1 }))
    if (op.type === 'conv2d' || op.type === 'dense') {
      weights.push({ name: `${id}/kernel`, ...op.kernel })
      weights.push({ name: `${id}/bias`, shape: [op.bias!.length], data: op.bias! })
    }
  }
  layers[0]!.config['batch_input_shape'] = [null, 66, 200, 3]
  const config = { class_name: 'Sequential', config: { name: 'dave2', layers } }
  return writeTfjsLayers(join(folder, 'dave2'), { model_config: config, keras_version: '2.15.0' }, weights)
}

function layer(className: string, name: string, config: Record<string, unknown>) {
  return { class_name: className, config: { name, ...config } }
}

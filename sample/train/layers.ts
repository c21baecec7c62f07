import { createRequire } from 'node:module'
import type * as TensorflowLayers from '@tensorflow/tfjs-layers'

/** CommonJS, as in the engine: all of TensorFlow.js must share one instance of its core. */
export const layers = createRequire(import.meta.url)('@tensorflow/tfjs-layers') as typeof TensorflowLayers

import type { Warning } from '../../../shared/recording.ts'
import type { Weights } from '../graph/graph.ts'
import type { KerasNetwork } from './network.ts'

/** A Keras model as it lies in files of any format: what it is, and its weights. */
export interface StoredKerasModel {
  network: KerasNetwork
  /** By layer name, each layer's arrays in Keras's own order. */
  weights: Map<string, Weights[]>
  warnings: Warning[]
}

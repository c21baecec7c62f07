import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { put } from '../../fixtures/foreignFiles.ts'
import { attribute, GraphModel } from '../../fixtures/graphModels.ts'
import { frozenBytes, writeSavedModel } from '../../fixtures/savedModels.ts'
import type { Case } from '../case.ts'
import { meanOver, predictedBy, weights } from '../caseModels.ts'

/** A sum of the means of the channels. */
function steering(): GraphModel {
  const model = new GraphModel([80, 160, 3])
  model
    .node('Mul', [model.floats([], [1 / 255])])
    .node('Mean', [model.ints(1, 2)], { keep_dims: attribute.flag(false) })
  return model.node('MatMul', [model.floats([3, 1], weights)])
}

const predicted = predictedBy((picture) =>
  ([0, 1, 2] as const).reduce<number>((sum, c) => sum + weights[c] * meanOver(c, picture, (v) => v), 0)
)

export default {
  about: 'A frozen graph: asked what it is, the command spoke of a video, and as a model of what converts it.',
  async make(folder) {
    put(join(folder, 'frozen_graph.pb'), frozenBytes(steering()))
    put(join(folder, 'cut_off.pb'), frozenBytes(steering()).subarray(0, 200))
    put(join(folder, 'text.pb'), 'node { name: "input" op: "Placeholder" }\n')
    put(join(folder, 'model.ckpt-2000.data-00000-of-00001'), Buffer.alloc(64, 3))
    put(join(folder, 'checkpoint'), 'model_checkpoint_path: "ckpt-3"\nall_model_checkpoint_paths: "ckpt-3"\n')
    mkdirSync(join(folder, 'pilot.savedmodel'), { recursive: true })
    writeSavedModel(join(folder, 'pilot.savedmodel'), steering(), 'Keras 2')
    put(join(folder, 'damaged', 'saved_model.pb'), Buffer.from([8, 1, 18, 16]))
  },
  expect: [
    { open: 'frozen_graph.pb', model: { format: 'tf-frozen', warnings: [], predicted } },
    { open: 'pilot.savedmodel', model: { format: 'tf-saved', warnings: [], predicted } },
    { open: 'pilot.savedmodel/saved_model.pb', model: { format: 'tf-saved', warnings: [], predicted } },
    { open: 'pilot.savedmodel/keras_metadata.pb', refused: /is a part of a SavedModel of TensorFlow/ },
    { open: 'cut_off.pb', refused: /^'cut_off\.pb' is damaged and cannot be read as a frozen graph of TensorFlow/m },
    { open: 'text.pb', refused: /^'text\.pb' is a graph of TensorFlow as text; .*as_text=False/m },
    {
      open: 'model.ckpt-2000.data-00000-of-00001',
      refused:
        /is a checkpoint of TensorFlow; it holds weights alone: load it where .*model\.export\('model'\).*--checkpoint/
    },
    { open: 'checkpoint', refused: /^'checkpoint' is the list of the checkpoints of TensorFlow .*load it where/m },
    { open: 'damaged', refused: /^'saved_model\.pb' is damaged/m }
  ]
} satisfies Case

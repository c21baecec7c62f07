import { join } from 'node:path'
import { put } from '../../fixtures/foreignFiles.ts'
import type { Case } from '../case.ts'

const node = Buffer.from('\x0a\x2e\x0a\x05input\x12\x0bPlaceholder\x2a\x0b\x0a\x05dtype\x12\x020\x01', 'latin1')

export default {
  about: 'A frozen graph: asked what it is, the command spoke of a video, and as a model of what converts it.',
  async make(folder) {
    put(join(folder, 'frozen_graph.pb'), node)
    put(join(folder, 'text.pb'), 'node { name: "input" op: "Placeholder" }\n')
    put(join(folder, 'model.ckpt-2000.data-00000-of-00001'), Buffer.alloc(64, 3))
    put(join(folder, 'saved', 'saved_model.pb'), Buffer.from([8, 1, 18, 16]))
  },
  expect: [
    {
      open: 'frozen_graph.pb',
      refused: /^'frozen_graph\.pb' is a frozen graph of TensorFlow; .*--graphdef frozen_graph\.pb/m
    },
    { open: 'text.pb', refused: /^'text\.pb' is a frozen graph of TensorFlow/m },
    { open: 'model.ckpt-2000.data-00000-of-00001', refused: /is a checkpoint of TensorFlow; .*--checkpoint/ },
    { open: 'saved', refused: /^'saved' is a SavedModel of TensorFlow/m },
    { open: 'saved/saved_model.pb', refused: /^'saved_model\.pb' is a SavedModel of TensorFlow/m }
  ]
} satisfies Case

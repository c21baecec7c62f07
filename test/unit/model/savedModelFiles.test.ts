import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openModel } from '../../../src/main/model/open.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { attribute, GraphModel } from '../../fixtures/graphModels.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { hasTensorflow, predicted, whyNoTensorflow } from '../../fixtures/nativeTensorflow.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'
import { type Layout, wrapNodes, writeSavedModel } from '../../fixtures/savedModels.ts'
import {
  attr,
  graphOf,
  savedModelOf,
  tensorOf,
  types,
  type WrittenFunction,
  type WrittenNode
} from '../../fixtures/tensorflowMessages.ts'
import { seededValues } from '../../../testing/seeded.ts'

const models = modelFolder()
const picture = [9, 12, 3]
const values = seededValues(9 * 12 * 3, 4)

function network(): GraphModel {
  const model = new GraphModel(picture).conv([3, 4], [3, 3]).node('Relu')
  return model.node('Reshape', [model.ints(-1, 280)]).dense(280, 2)
}

async function computed(path: string): Promise<ArrayLike<number>> {
  const { graph } = await openModel(path)
  return evaluate(graph, values).get(Object.values(graph.outputs)[0]!)!
}

const index = (path: string): string => join(dirname(path), 'variables/variables.index')
const shard = (path: string): string => join(dirname(path), 'variables/variables.data-00000-of-00001')

describe('the weights', () => {
  test.skipIf(!hasTensorflow)(
    `lie in several files, their index packed, as TensorFlow reads it${whyNoTensorflow}`,
    async () => {
      for (const form of [{ shards: 3 }, { isPacked: true }]) {
        const path = writeSavedModel(models.place(), network(), 'Keras 2', form)
        const { output } = await predicted(dirname(path), { input_1: [values, picture] })
        expectClose(await computed(path), output!, 3e-6)
      }
    }
  )

  test('are missed in the folder that they belong to', async () => {
    const path = writeSavedModel(models.place(), network(), 'Keras 2')
    rmSync(join(dirname(path), 'variables'), { recursive: true })
    await expect(openModel(path)).rejects.toThrow(
      /'variables\.index' .* cannot be read; put it in the folder 'variables' beside 'saved_model\.pb'\.$/
    )
  })

  test('are found by their names where nothing restores them', async () => {
    const whole = await computed(writeSavedModel(models.place(), network(), 'Keras 2'))
    const skipped = writeSavedModel(models.place(), network(), 'Keras 2', { isSaverSkipped: true })
    expect(await computed(skipped)).toEqual(whole)
  })

  test('are part of what the model is, and what Keras keeps beside them is not', async () => {
    const [one, other] = [network(), new GraphModel(picture)]
    other.weights([1])
    other.conv([3, 4], [3, 3]).node('Relu')
    other.node('Reshape', [other.ints(-1, 280)]).dense(280, 2)
    const path = writeSavedModel(models.place(), one, 'Keras 2')
    const { hash } = await openModel(path)
    writeFileSync(join(dirname(path), 'keras_metadata.pb'), 'another')
    expect((await openModel(path)).hash).toBe(hash)
    expect((await openModel(writeSavedModel(models.place(), other, 'Keras 2'))).hash).not.toBe(hash)
  })
})

describe('the signature', () => {
  const other = {
    name: 'features',
    inputs: { input_1: ['serving_default_input_1:0', [-1, ...picture]] as const },
    outputs: { features: ['StatefulPartitionedCall:0', [-1, 4]] as const }
  }

  test('that is usual is read, and others are named', async () => {
    const path = writeSavedModel(models.place(), network(), 'Keras 2', { others: [other] })
    const { graph, warnings } = await openModel(path)
    expect(Object.keys(graph.outputs)).toEqual(['output'])
    expect(warnings).toContainEqual({
      code: 'signature',
      message: "'saved_model.pb' has the signatures 'features' and 'serving_default'; 'serving_default' is read."
    })
  })

  test('under a second name, as Keras 3 writes it, is not spoken of', async () => {
    const { warnings } = await openModel(writeSavedModel(models.place(), network(), 'Keras 3'))
    expect(warnings.filter(({ code }) => code === 'signature')).toEqual([])
  })

  test('is missing', async () => {
    const folder = models.place()
    mkdirSync(folder)
    writeFileSync(join(folder, 'saved_model.pb'), savedModelOf(graphOf([]), [], null))
    expect(await refusal(folder)).toMatch(/has no signature that says what it takes and gives; .*model\.export/)
  })
})

const float = attr.type(types.float)
const input: WrittenNode = { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: attr.shape([-1, ...picture]) } }
const unary = (name: string, op: string, from: string): WrittenNode => ({ name, op, input: [from], attr: { T: float } })
const calls = (name: string, called: string, given: readonly string[]): WrittenNode => ({
  name,
  op: 'PartitionedCall',
  input: given,
  attr: { f: attr.func(called), Tin: attr.typeList(...given.map(() => types.float)), Tout: attr.typeList(types.float) }
})
const made = (name: string, nodes: readonly WrittenNode[], result: string): WrittenFunction => ({
  name,
  inputs: [['a', types.float]],
  outputs: [['b', types.float, result]],
  nodes
})

/** A network of these nodes on one picture `x`, of which `y` is the output. */
const wrapped = (nodes: readonly WrittenNode[], functions: readonly WrittenFunction[] = []): string =>
  wrapNodes(models.place(), [input, ...nodes], { picture: ['x', [-1, ...picture]] }, { y: 'y' }, functions)

const truth = (name: string): WrittenNode => ({
  name,
  op: 'PlaceholderWithDefault',
  input: [`${name}/input`],
  attr: { dtype: attr.type(types.bool), shape: attr.shape([]) }
})
const bit = (name: string, value: number): WrittenNode => ({
  name,
  op: 'Const',
  attr: { dtype: attr.type(types.bool), value: attr.tensor(Uint8Array.of(8, types.bool, 18, 0, 34, 1, value)) }
})
const branches = [
  made('relu', [unary('r', 'Relu', 'a')], 'r:activations:0'),
  made('tanh', [unary('t', 'Tanh', 'a')], 't:y:0')
]
const decide = (condition: string): WrittenNode => ({
  name: 'y',
  op: 'StatelessIf',
  input: [condition, 'x'],
  attr: {
    Tcond: attr.type(types.bool),
    Tin: attr.typeList(types.float),
    Tout: attr.typeList(types.float),
    then_branch: attr.func('relu'),
    else_branch: attr.func('tanh'),
    output_shapes: Uint8Array.of(10, 0)
  }
})

describe.skipIf(!hasTensorflow)(`functions are what TensorFlow makes of them${whyNoTensorflow}`, () => {
  const rows: [name: string, nodes: WrittenNode[], functions: WrittenFunction[]][] = [
    [
      'called twice, one within another, their nodes of one name',
      [calls('one', 'outer', ['x']), calls('y', 'outer', ['one'])],
      [made('outer', [calls('r', 'tanh', ['a']), unary('t', 'Sigmoid', 'r:output:0')], 't:y:0'), ...branches]
    ],
    ['a condition that is met', [bit('c', 1), decide('c')], branches],
    ['a condition that is not met', [bit('c', 0), decide('c')], branches],
    [
      "Keras's learning phase",
      [bit('keras_learning_phase/input', 0), truth('keras_learning_phase'), decide('keras_learning_phase')],
      branches
    ],
    ['handed through', [calls('y', 'same', ['x'])], [made('same', [], 'a')]]
  ]
  test.each(rows)('%s', async (_, nodes, functions) => {
    const path = wrapped(nodes, functions)
    const { y } = await predicted(dirname(path), { picture: [values, picture] })
    const { graph } = await openModel(path)
    expectClose(
      graph.outputs['y'] === graph.input.id ? values : evaluate(graph, values).get(graph.outputs['y']!)!,
      y!,
      3e-6
    )
  })
})

/** A dropout of TensorFlow 1 behind tanh, which keeps what `share` says. */
function dropout(share: WrittenNode): WrittenNode[] {
  const both = (name: string, op: string, a: string, b: string): WrittenNode => ({
    ...unary(name, op, a),
    input: [a, b]
  })
  return [
    share,
    unary('t', 'Tanh', 'x'),
    both('scaled', 'RealDiv', 't', share.name),
    { ...unary('shape', 'Shape', 't') },
    { name: 'u', op: 'RandomUniform', input: ['shape'], attr: { dtype: float, T: attr.type(types.int32) } },
    both('kept', 'Add', share.name, 'u'),
    unary('floor', 'Floor', 'kept'),
    both('y', 'Mul', 'scaled', 'floor')
  ]
}
const single = (name: string, dtype: number): WrittenNode => ({
  name,
  op: 'Placeholder',
  attr: { dtype: attr.type(dtype), shape: attr.shape([]) }
})
const half = Uint8Array.of(8, types.float, 18, 0, 34, 4, 0, 0, 0, 63)

describe('what a network is told while it trains is as it steers', () => {
  test('a dropout of TensorFlow 1 keeps all', async () => {
    const { warnings, graph } = await openModel(wrapped(dropout(single('keep_prob', types.float))))
    expect(warnings.filter(({ code }) => code === 'constant-input')).toEqual([])
    expectClose(evaluate(graph, values).get(graph.outputs['y']!)!, values.map(Math.tanh), 1e-6)
  })

  test('a dropout that is always on is refused', async () => {
    const share = { name: 'keep', op: 'Const', attr: { dtype: float, value: attr.tensor(half) } }
    expect(await refusal(wrapped(dropout(share)))).toMatch(/'u' \(RandomUniform, .*\) draws random numbers/)
  })

  test.each(['keras_learning_phase', 'is_training', 'phase_train'])('%s is off', async (name) => {
    const path = wrapped([single(name, types.bool), decide(name)], branches)
    const { warnings, graph } = await openModel(path)
    expect(warnings.filter(({ code }) => code === 'constant-input')).toEqual([])
    expectClose(evaluate(graph, values).get(graph.outputs['y']!)!, values.map(Math.tanh), 1e-6)
  })

  test('batch normalisation has the statistics of training, and that is said', async () => {
    const normed = (isTraining: boolean): GraphModel => {
      const model = new GraphModel(picture)
      const given = [model.weights([3]), model.weights([3]), model.weights([3]), model.weights([3], 0.3, 1)]
      return model.node('FusedBatchNormV3', given, { is_training: attribute.flag(isTraining) })
    }
    const path = writeSavedModel(models.place(), normed(true), 'Keras 2')
    expect((await openModel(path)).warnings).toContainEqual(expect.objectContaining({ code: 'training-mode' }))
    const steers = writeSavedModel(models.place(), normed(false), 'Keras 2')
    expect((await openModel(steers)).warnings.filter(({ code }) => code === 'training-mode')).toEqual([])
    expect(await computed(path)).toEqual(await computed(steers))
  })

  test('what is left out is as TensorFlow has it: batch normalisation then trains', async () => {
    const model = new GraphModel(picture)
    const given = [model.weights([3]), model.weights([3]), model.weights([3]), model.weights([3], 0.3, 1)]
    const path = writeSavedModel(models.place(), model.node('FusedBatchNormV3', given), 'Keras 2')
    expect((await openModel(path)).warnings).toContainEqual(expect.objectContaining({ code: 'training-mode' }))
  })

  test.each([
    ['how much is kept', 'keep_prob', types.float],
    ['whether it trains', 'is_training', types.bool]
  ])('also where the signature asks for it: %s', async (_, name, type) => {
    const nodes = type === types.float ? dropout(single(name, type)) : [single(name, type), decide(name)]
    const inputs = { picture: ['x', [-1, ...picture]], [name]: [name, []] } as const
    const path = wrapNodes(models.place(), [input, ...nodes], inputs, { y: 'y' }, branches)
    const { graph, warnings } = await openModel(path)
    expect(warnings.filter(({ code }) => code === 'constant-input')).toEqual([])
    expectClose(evaluate(graph, values).get(graph.outputs['y']!)!, values.map(Math.tanh), 1e-6)
  })

  test('any other number is an input that is held', async () => {
    const nodes = [single('speed', types.float), { ...unary('y', 'Mul', 'x'), input: ['x', 'speed'] }]
    const { warnings } = await openModel(wrapped(nodes))
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'constant-input' }))
  })
})

describe('is refused with one sentence:', () => {
  const again = (name: string, called: string): WrittenFunction =>
    made(name, [calls('i', called, ['a']), calls('j', called, ['i:output:0'])], 'j:output:0')
  const rows: [name: string, write: () => string, sentence: RegExp][] = [
    [
      'functions that call each other',
      () => wrapped([calls('y', 'f', ['x'])], [again('f', 'g'), again('g', 'f')]),
      /the operator 'i' \(PartitionedCall\) is a function that calls itself/
    ],
    [
      'functions that call others twice, and so on',
      () =>
        wrapped(
          [calls('y', 'f0', ['x'])],
          [...Array.from({ length: 40 }, (_, i) => again(`f${i}`, `f${i + 1}`)), made('f40', [], 'a')]
        ),
      /calls its functions too many times over/
    ],
    ['a function that is not there', () => wrapped([calls('y', 'f', ['x'])]), /calls the function 'f', which it lacks/],
    [
      'a function that takes more',
      () => wrapped([calls('y', 'relu', ['x', 'x'])], branches),
      /gives 2 tensors to 'relu', which takes 1/
    ],
    [
      'a condition on the picture',
      () => wrapped([unary('m', 'Cast', 'x'), decide('m')], branches),
      /'y' \(StatelessIf, 2 of 2\) decides while it runs.*training=False/
    ],
    [
      'a loop of functions',
      () => wrapped([{ ...decide('x'), op: 'While' }], branches),
      /'y' \(While, 1 of 1\) decides while it runs.*unroll=True/
    ],
    [
      'a loop of operators',
      () => wrapped([unary('y', 'NextIteration', 'z'), unary('z', 'Enter', 'y')]),
      /holds a loop at its operator 'y'/
    ],
    [
      'numbers drawn by chance',
      () =>
        wrapped([
          { name: 'r', op: 'RandomUniform', input: ['x'] },
          { ...unary('y', 'Add', 'x'), input: ['x', 'r'] }
        ]),
      /'r' \(RandomUniform, 1 of 2\) draws random numbers/
    ],
    [
      'batch normalisation without statistics',
      () => {
        const given = ['scale', 'offset', 'mean', 'variance']
        const held = (name: string, count: number): WrittenNode => ({
          name,
          op: 'Const',
          attr: { dtype: float, value: attr.tensor(tensorOf(types.float, [count], new Uint8Array(4 * count))) }
        })
        const norm = { ...unary('y', 'FusedBatchNormV3', 'x'), input: ['x', ...given] }
        return wrapped([...given.map((name, i) => held(name, i < 2 ? 3 : 0)), norm])
      },
      /'y' \(FusedBatchNormV3, 1 of 1\) normalises by the statistics of its batch.*training=False/
    ],
    [
      'a constant without its numbers',
      () =>
        wrapped([
          { name: 'c', op: 'Const' },
          { ...unary('y', 'Add', 'x'), input: ['x', 'c'] }
        ]),
      /The constant 'c' of 'saved_model\.pb' is damaged/
    ],
    [
      'nothing',
      () => cut(writeSavedModel(models.place(), network(), 'Keras 2'), 3),
      /is damaged and cannot be read as a SavedModel/
    ],
    [
      'half of a network',
      () => cut(writeSavedModel(models.place(), network(), 'Keras 2'), 900),
      /is damaged and cannot be read as a SavedModel/
    ]
  ]
  test.each(rows)('%s', async (_, write, sentence) => {
    expect(await refusal(write())).toMatch(sentence)
  })

  const layouts: Layout[] = ['Keras 2', 'TensorFlow 1']
  const damages: [name: string, damage: (path: string) => void, sentence: RegExp][] = [
    ['an index that is not there', (path) => rmSync(index(path)), /weight file 'variables\.index' .* cannot be read/],
    [
      'a file of weights that is not there',
      (path) => rmSync(shard(path)),
      /weight file 'variables\.data-00000-of-00001' .*put it beside the others of its folder 'variables'/
    ],
    [
      'an index that is cut off',
      (path) => cut(index(path), 60),
      /'variables\.index' of 'saved_model\.pb' is damaged \(it does not end as tables do\)/
    ],
    [
      'an index of another byte',
      (path) => turn(index(path), 20),
      /'variables\.index' of 'saved_model\.pb' is damaged \(the checksum of a block is another\)/
    ],
    ['weights that are cut off', (path) => cut(shard(path), 40), /The variable '.*' of 'saved_model\.pb' is cut off/],
    [
      'weights of another byte',
      (path) => turn(shard(path), 40),
      /The variable '.*' of 'saved_model\.pb' is damaged: its checksum is another/
    ],
    [
      'the index of another model',
      (path) => {
        const other = writeSavedModel(models.place(), new GraphModel(picture).conv([3, 2], [3, 3]), 'Keras 3')
        for (const file of [index, shard]) writeFileSync(file(path), readFileSync(file(other)))
      },
      /The variable 'layer_\d\/kernel' of 'saved_model\.pb' is not among its weights/
    ]
  ]
  describe.each(layouts)('%s:', (layout) => {
    test.each(damages)('%s', async (_, damage, sentence) => {
      const path = writeSavedModel(models.place(), network(), layout)
      damage(path)
      expect(await refusal(path)).toMatch(sentence)
    })
  })
})

function cut(path: string, length: number): string {
  truncateSync(path, length)
  return path
}

function turn(path: string, place: number): void {
  const bytes = readFileSync(path)
  bytes[place]! ^= 0xff
  writeFileSync(path, bytes)
}

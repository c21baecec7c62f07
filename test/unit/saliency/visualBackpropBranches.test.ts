import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../../src/main/engine/engine.ts'
import { createEngine } from '../../../src/main/engine/engines.ts'
import type { ActivationKind, Graph, Pads, Pair } from '../../../src/main/model/graph/graph.ts'
import { visualBackprop } from '../../../src/main/saliency/visualBackprop.ts'
import { describeEngines } from '../../fixtures/engines.ts'
import { expectClose } from '../../fixtures/expectClose.ts'
import { Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { head } from '../../fixtures/smallConvolutions.ts'
import { meansOf, type PlaceMap, plus, scatteredOnes, share, times } from '../../fixtures/visualBackpropFormula.ts'

// Each formula is written by hand for its network, in plain loops: what comes down, from the end to the picture.

const relu: ActivationKind = { kind: 'relu' }
const around: Pads = [1, 1, 1, 1]
const [height, width]: Pair = [21, 26]
const picture = seededValues(height * width * 3, 6)

interface Case {
  name: string
  network(): Network
  formula(mean: (id: string) => PlaceMap): PlaceMap
}

/** What comes down through a convolution of these sides, stride and padding. */
const down = (map: PlaceMap, side: number, size: Pair, stride = 1, pads: Pads = [0, 0, 0, 0]): PlaceMap =>
  scatteredOnes(map, { kernel: [side, side], strides: [stride, stride], pads }, size)

const onto = (map: PlaceMap, side: number, below: PlaceMap, stride = 1, pads: Pads = [0, 0, 0, 0]): PlaceMap =>
  times(below, down(map, side, below.size, stride, pads))

const toPicture = (map: PlaceMap, side = 3): PlaceMap => down(map, side, [height, width], 2)

/** A picture and its first convolution, of stride 2: maps of 10 x 12 x 4 behind 'stem'. */
function stem(kernel = 3, seed = 1): Network {
  return new Network([height, width, 3], seed)
    .conv('first', 4, [kernel, kernel], { strides: [2, 2] })
    .activation('stem', relu)
}

/** The two branches of a ResNet's block (He 2015, arXiv 1512.03385) and their sum, rectified. */
function block(network: Network, name: string, from: string, stride = 1, project = false): Network {
  const out = 4
  network.last = from
  network.conv(`${name}/a`, out, [3, 3], { strides: [stride, stride], pads: around }).activation(`${name}/on`, relu)
  network.conv(`${name}/b`, out, [3, 3], { pads: around })
  const shape = network.shapes.get(`${name}/b`)!
  let skip = from
  if (project) {
    network.last = from
    network.conv(`${name}/project`, out, [1, 1], { strides: [stride, stride], bias: false })
    skip = `${name}/project`
  }
  return network.node(`${name}/sum`, { type: 'add' }, shape, [`${name}/b`, skip]).activation(name, relu)
}

function residual(seed = 1): Network {
  const network = block(block(stem(3, seed), 'one', 'stem'), 'two', 'one', 2, true)
  return network.node('mean', { type: 'global-average-pool' }, [4])
}

function preActivation(): Network {
  const network = new Network([height, width, 3]).conv('first', 4, [3, 3], { strides: [2, 2] })
  network.activation('on', relu).conv('second', 4, [3, 3], { pads: around })
  const shape = network.shapes.get('second')!
  return network.node('sum', { type: 'add' }, shape, ['second', 'first']).activation('last', relu).flatten()
}

function stacked(): Network {
  const network = stem().conv('more', 2, [3, 3], { pads: around }).activation('grown', relu)
  network.node('all', { type: 'concat', axis: 2 }, [10, 12, 6], ['stem', 'grown'])
  return network.conv('last', 3, [3, 3]).activation('last/on', relu).flatten()
}

function inception(): Network {
  const network = stem().conv('a', 3, [1, 1]).activation('a/on', relu)
  network.last = 'stem'
  network.conv('b', 5, [3, 3], { pads: around }).activation('b/on', relu)
  network.last = 'stem'
  network.pool('c', 'max-pool', [3, 3], [1, 1], around)
  network.node('all', { type: 'concat', axis: 2 }, [10, 12, 12], ['a/on', 'b/on', 'c'])
  return network.node('mean', { type: 'global-average-pool' }, [12])
}

function squeezeAndExcite(): Network {
  const network = stem().node('squeezed', { type: 'global-average-pool' }, [4])
  network.dense('excited', 4).activation('gate', { kind: 'sigmoid' })
  network.node('spread', { type: 'broadcast', factor: 1 }, [10, 12, 4])
  network.node('weighed', { type: 'multiply' }, [10, 12, 4], ['stem', 'spread'])
  return network.conv('last', 3, [3, 3]).activation('last/on', relu).flatten()
}

/** Half of the channels go on as they are, half through a convolution; then both are shuffled (ShuffleNet V2). */
function shuffled(): Network {
  const network = stem().node('left', { type: 'slice', axis: 2, from: 0 }, [10, 12, 2], ['stem'])
  network.node('right', { type: 'slice', axis: 2, from: 2 }, [10, 12, 2], ['stem'])
  network.conv('a', 2, [3, 3], { pads: around }).activation('a/on', relu)
  network.node('both', { type: 'concat', axis: 2 }, [10, 12, 4], ['left', 'a/on'])
  network.node('apart', { type: 'reshape' }, [10, 12, 2, 2])
  network.node('turned', { type: 'permute', axes: [0, 1, 3, 2] }, [10, 12, 2, 2])
  network.node('shuffled', { type: 'reshape' }, [10, 12, 4])
  return network.conv('last', 3, [3, 3]).activation('last/on', relu).flatten()
}

/** Two depths are flattened side by side. */
function twoExits(): Network {
  const network = stem().flatten('early')
  network.last = 'stem'
  network.conv('a', 3, [3, 3]).activation('a/on', relu).flatten('late')
  return network.node('both', { type: 'concat', axis: 0 }, [480 + 240], ['early', 'late'])
}

/** Down and up again, with what was there before beside it. */
function hourglass(): Network {
  const network = stem().pool('down', 'max-pool', [2, 2], [2, 2]).conv('a', 6, [3, 3], { pads: around })
  network.activation('a/on', relu).node('up', { type: 'upsample', factor: [2, 2] }, [10, 12, 6])
  network.node('all', { type: 'concat', axis: 2 }, [10, 12, 10], ['up', 'stem'])
  return network.conv('last', 3, [3, 3]).activation('last/on', relu).flatten()
}

function transposedUp(): Network {
  const network = stem()
    .conv('a', 4, [2, 2], { strides: [2, 2] })
    .activation('a/on', relu)
  const op = { type: 'conv2d-transpose', kernel: network.weights([2, 2, 4, 4]), bias: null } as const
  network.node('up', { ...op, strides: [2, 2], pads: [0, 0, 0, 0] }, [10, 12, 4]).activation('up/on', relu)
  return network.node('sum', { type: 'add' }, [10, 12, 4], ['up/on', 'stem']).flatten()
}

/** A block of ConvNeXt (Liu 2022, arXiv 2201.03545), its matrices on the channels being convolutions of 1 x 1. */
function convNext(): Network {
  const network = stem().conv('deep', 4, [5, 5], { groups: 4, pads: [2, 2, 2, 2] })
  const column = { shape: [4, 1], data: new Float32Array(4).fill(0.25) }
  network.node('mean', { type: 'dense', kernel: column, bias: null }, [10, 12, 1])
  network.node(
    'means',
    { type: 'dense', kernel: { shape: [1, 4], data: new Float32Array(4).fill(-1) }, bias: null },
    [10, 12, 4]
  )
  network.node('centred', { type: 'add' }, [10, 12, 4], ['deep', 'means'])
  network.dense('wide', 8).activation('wide/on', { kind: 'gelu', approximate: false }).dense('narrow', 4)
  return network.node('sum', { type: 'add' }, [10, 12, 4], ['narrow', 'stem']).flatten()
}

/** The upper and the lower half of the maps, each through a convolution of its own. */
function halves(): Network {
  const network = stem()
    .node('upper', { type: 'crop', pads: [0, 0, 5, 0] }, [5, 12, 4])
    .conv('a', 4, [3, 3], { pads: around })
  network
    .node('lower', { type: 'slice', axis: 0, from: 5 }, [5, 12, 4], ['stem'])
    .conv('b', 4, [3, 3], { pads: around })
  network.node('both', { type: 'concat', axis: 0 }, [10, 12, 4], ['a', 'b']).activation('on', relu)
  return network.flatten()
}

const whole = (part: PlaceMap, from: number): PlaceMap => ({
  size: [10, 12],
  data: Float64Array.from({ length: 120 }, (_, i) => part.data[i - from * 12] ?? 0)
})
const rowsOf = ({ data }: PlaceMap, from: number): PlaceMap => ({
  size: [5, 12],
  data: data.slice(from * 12, (from + 5) * 12)
})

/** A convolution without an activation, whose normalisation stands behind it as another format has it in the kernel. */
const bottleneck = (): Network =>
  stem()
    .conv('narrow', 4, [3, 3], { bias: false })
    .node(
      'norm',
      { type: 'affine', scale: Float32Array.of(2, 0.5, -1, 1), offset: Float32Array.of(1, -1, 0.5, 2) },
      [8, 10, 4]
    )
    .conv('wide', 6, [3, 3])
    .activation('end', relu)
    .flatten()

const cases: Case[] = [
  {
    name: 'a convolution without an activation, behind its normalisation',
    network: bottleneck,
    formula(mean) {
      const norm = onto(mean('end'), 3, mean('norm'))
      return toPicture(onto(norm, 3, mean('stem')))
    }
  },
  {
    name: 'residual blocks, one of them strided with a projection',
    network: residual,
    formula(mean) {
      const two = mean('two')
      const inTwo = onto(two, 3, mean('two/on'), 1, around)
      const one = mean('one')
      const toOne = plus(down(inTwo, 3, one.size, 2, around), down(two, 1, one.size, 2))
      const atOne = times(one, toOne)
      const inOne = onto(atOne, 3, mean('one/on'), 1, around)
      return toPicture(times(mean('stem'), plus(down(inOne, 3, [10, 12], 1, around), atOne)))
    }
  },
  {
    name: 'a residual block that rectifies before it convolves',
    network: preActivation,
    formula(mean) {
      const last = mean('last')
      return toPicture(plus(onto(last, 3, mean('on'), 1, around), last))
    }
  },
  {
    name: 'maps stacked on those before, as in a DenseNet',
    network: stacked,
    formula(mean) {
      const all = down(mean('last/on'), 3, [10, 12])
      const grown = times(mean('grown'), share(2 / 6, all))
      return toPicture(times(mean('stem'), plus(down(grown, 3, [10, 12], 1, around), share(4 / 6, all))))
    }
  },
  {
    name: 'branches side by side, one of them a pool',
    network: inception,
    formula(mean) {
      const a = share(3 / 12, mean('a/on'))
      const b = down(share(5 / 12, mean('b/on')), 3, [10, 12], 1, around)
      const c = down(share(4 / 12, mean('c')), 3, [10, 12], 1, around)
      return toPicture(times(mean('stem'), plus(plus(a, b), c)))
    }
  },
  {
    name: 'squeeze and excite',
    network: squeezeAndExcite,
    formula: (mean) => toPicture(onto(mean('last/on'), 3, mean('weighed')))
  },
  {
    name: 'channels split and shuffled',
    network: shuffled,
    formula(mean) {
      const both = down(mean('last/on'), 3, [10, 12])
      const right = down(times(mean('a/on'), share(0.5, both)), 3, [10, 12], 1, around)
      return toPicture(times(mean('stem'), plus(right, share(0.5, both))))
    }
  },
  {
    name: 'two depths flattened side by side',
    network: twoExits,
    formula(mean) {
      const late = down(mean('a/on'), 3, [10, 12])
      const early = { size: late.size, data: late.data.map(() => 1) }
      return toPicture(times(mean('stem'), plus(late, early)))
    }
  },
  {
    name: 'down and up again beside what was there before',
    network: hourglass,
    formula(mean) {
      const all = down(mean('last/on'), 3, [10, 12])
      const a = mean('a/on')
      const up = { size: a.size, data: a.data.map(() => 0) }
      share(6 / 10, all).data.forEach((v, i) => (up.data[Math.floor(i / 24) * 6 + Math.floor((i % 12) / 2)]! += v))
      const atPool = onto(times(a, up), 3, mean('down'), 1, around)
      return toPicture(times(mean('stem'), plus(down(atPool, 2, [10, 12], 2), share(4 / 10, all))))
    }
  },
  {
    name: 'a transposed convolution beside a skip',
    network: transposedUp,
    formula(mean) {
      const [up, a] = [mean('up/on'), mean('a/on')]
      const gathered = { size: a.size, data: a.data.map(() => 0) }
      up.data.forEach((v, i) => (gathered.data[Math.floor(i / 24) * 6 + Math.floor((i % 12) / 2)]! += v))
      const below = down(times(a, gathered), 2, [10, 12], 2)
      const skip = { size: below.size, data: below.data.map(() => 1) }
      return toPicture(times(mean('stem'), plus(below, skip)))
    }
  },
  {
    name: 'layer normalisation and matrices on the channels, as in ConvNeXt',
    network: convNext,
    formula(mean) {
      const atWide = times(mean('wide/on'), mean('narrow'))
      const atDeep = times(mean('deep'), atWide)
      const below = down(atDeep, 5, [10, 12], 1, [2, 2, 2, 2])
      const skip = { size: below.size, data: below.data.map(() => 1) }
      return toPicture(times(mean('stem'), plus(below, skip)))
    }
  },
  {
    name: 'upper and lower half apart',
    network: halves,
    formula(mean) {
      const on = mean('on')
      const [a, b] = [0, 5].map((from) => whole(down(rowsOf(on, from), 3, [5, 12], 1, around), from)) as [
        PlaceMap,
        PlaceMap
      ]
      return toPicture(times(mean('stem'), plus(a, b)))
    }
  }
]

async function mapOf(engine: Engine, graph: Graph, pixels: Float32Array, batch = 1): Promise<Float32Array> {
  const target = { graph, head }
  expect(visualBackprop.refuse(target)).toBeNull()
  const session = await engine.load(visualBackprop.build(target, 'change').graph)
  return (await session.run(pixels, batch))['map']!
}

describeEngines('VisualBackProp where paths part', (id) => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine(id)
  })
  afterAll(() => engine.dispose())

  it.each(cases)('equals its formula: $name', async ({ network, formula }) => {
    const graph = network().dense('angle', 1).graph()
    const expected = formula(meansOf(graph, picture)).data
    expect(Math.max(...expected)).toBeGreaterThan(0)
    expectClose(await mapOf(engine, graph, picture), expected, 1e-5)
  })
})

describe('VisualBackProp where paths part', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await createEngine('ort')
  })
  afterAll(() => engine.dispose())
  const map = (network: Network, pixels = picture): Promise<Float32Array> =>
    mapOf(engine, network.dense('angle', 1).graph(), pixels)

  it('has the same map where a convolution is cut into groups that are stacked again', async () => {
    const [one, two] = [stem().weights([3, 3, 4, 2]), stem(3, 40).weights([3, 3, 4, 6])]
    const both = { shape: [3, 3, 4, 8], data: new Float32Array(36 * 8) }
    for (let row = 0; row < 36; row++) {
      both.data.set(one.data.subarray(row * 2, row * 2 + 2), row * 8)
      both.data.set(two.data.subarray(row * 6, row * 6 + 6), row * 8 + 2)
    }
    const entire = stem().conv('both', 8, [3, 3], { kernel: both, bias: false }).activation('on', relu)
    const cut = stem().conv('a', 2, [3, 3], { kernel: one, bias: false }).activation('a/on', relu)
    cut.last = 'stem'
    cut.conv('b', 6, [3, 3], { kernel: two, bias: false }).activation('b/on', relu)
    cut.node('stacked', { type: 'concat', axis: 2 }, [8, 10, 8], ['a/on', 'b/on'])
    const ends = [entire, cut].map((network) =>
      map(network.conv('last', 3, [3, 3]).activation('last/on', relu).flatten())
    )
    expectClose((await ends[1])!, (await ends[0])!, 1e-5)
  })

  it('turns with a picture that the model turns', async () => {
    const small = (network: Network): Network =>
      network
        .conv('a', 4, [3, 2], { strides: [2, 1] })
        .activation('a/on', relu)
        .conv('b', 2, [3, 3])
        .flatten()
    const turnedPicture = picture.map((_, i) => {
      const [x, y, c] = [Math.floor(i / (height * 3)), Math.floor(i / 3) % height, i % 3]
      return picture[(y * width + x) * 3 + c]!
    })
    const turning = new Network([height, width, 3]).node('turned', { type: 'permute', axes: [1, 0, 2] }, [
      width,
      height,
      3
    ])
    const [found, inside] = [
      await map(small(turning)),
      await map(small(new Network([width, height, 3])), turnedPicture)
    ]
    expectClose(
      found,
      found.map((_, i) => inside[(i % width) * height + Math.floor(i / width)]!),
      1e-6
    )
  })

  it('comes back through a picture made smaller in the model', async () => {
    // Every second column and the one behind it, averaged.
    const halve = { shape: [width, width / 2], data: new Float32Array((width * width) / 2) }
    for (let x = 0; x < width; x++) halve.data[x * (width / 2) + Math.floor(x / 2)] = 0.5
    const network = new Network([height, width, 3]).node('turned', { type: 'permute', axes: [0, 2, 1] }, [
      height,
      3,
      width
    ])
    network.node('halved', { type: 'dense', kernel: halve, bias: null }, [height, 3, width / 2])
    network.node('back', { type: 'permute', axes: [0, 2, 1] }, [height, width / 2, 3])
    const graph = network.conv('a', 4, [3, 3]).activation('a/on', relu).flatten().dense('angle', 1).graph()
    const onSmall = down(meansOf(graph, picture)('a/on'), 3, [height, width / 2])
    const expected = Float64Array.from({ length: height * width }, (_, i) => {
      const [y, x] = [Math.floor(i / width), Math.floor((i % width) / 2)]
      return 0.5 * onSmall.data[(y * width) / 2 + x]!
    })
    expectClose(await mapOf(engine, graph, picture), expected, 1e-5)
  })

  it('lies where a residual network reads', async () => {
    const inside = new Network([height, width, 3]).node('seen', { type: 'crop', pads: [4, 6, 6, 8] }, [11, 12, 3])
    const network = block(inside.conv('first', 4, [3, 3]).activation('stem', relu), 'one', 'stem').flatten()
    const found = await map(network)
    found.forEach((value, i) => {
      const [y, x] = [Math.floor(i / width), i % width]
      if (y >= 4 && y < 15 && x >= 8 && x < 20) expect(value).toBeGreaterThan(0)
      else expect(value, `row ${y}, column ${x}`).toBe(0)
    })
  })

  it('changes with the weights of a residual network', async () => {
    const [one, other] = [await map(residual(1)), await map(residual(60))]
    expect(correlation(one, other)).toBeLessThan(0.9)
  })

  it('is the same in a batch', async () => {
    const graph = twoExits().dense('angle', 1).graph()
    const alone = await mapOf(engine, graph, picture)
    const pictures = Float32Array.from([...seededValues(picture.length, 8), ...picture])
    expectClose((await mapOf(engine, graph, pictures, 2)).slice(height * width), alone, 1e-6)
  })
})

function correlation(a: Float32Array, b: Float32Array): number {
  const centred = (values: Float32Array): number[] => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length
    return Array.from(values, (v) => v - mean)
  }
  const [x, y] = [centred(a), centred(b)]
  const product = (p: number[], q: number[]): number => p.reduce((sum, v, i) => sum + v * q[i]!, 0)
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
}

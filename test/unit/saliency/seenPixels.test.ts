import { describe, expect, it } from 'vitest'
import type { Graph, Op, Pads, Shape } from '../../../src/main/model/graph/graph.ts'
import type { SteeringHead } from '../../../src/main/model/model.ts'
import { seenBySteering } from '../../../src/main/saliency/seenPixels.ts'
import { dave2, Network } from '../../../testing/network.ts'
import { seededValues } from '../../../testing/seeded.ts'
import { graphTable } from '../../fixtures/graphTable.ts'
import { linearised } from '../../fixtures/linearised.ts'
import { evaluate } from '../../fixtures/referenceEvaluator.ts'

const head = (index = 0): SteeringHead => ({ output: 'angle', index, unit: 'normalised', positive: 'left' })

const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1)

/** One line a row: '#' is seen. */
function drawn(graph: Graph, index = 0): string {
  const { width, height, data } = seenBySteering({ graph, head: head(index) })
  const rows = Array.from({ length: height }, (_, y) => data.subarray(y * width, (y + 1) * width))
  return rows.map((row) => [...row].map((mark) => (mark ? '#' : '.')).join('')).join('\n')
}

const picture = (height: number, width: number, channels = 1): Network => new Network([height, width, channels])
const all = (network: Network): Graph => network.flatten().dense('angle', 1).graph()
const none: Pads = [0, 0, 0, 0]

/** A kernel [height, width, 1, 1] of these weights. */
const kernel = (...rows: number[][]) => ({
  shape: [rows.length, rows[0]!.length, 1, 1],
  data: Float32Array.from(rows.flat())
})

/** 1 at [column, column * 2]: a matrix that takes every other of six. */
const everyOther: Op = {
  type: 'dense',
  kernel: {
    shape: [6, 3],
    data: Float32Array.from({ length: 18 }, (_, i) => Number(Math.floor(i / 3) === 2 * (i % 3)))
  },
  bias: null
}

const cases: [what: string, graph: Graph, seen: string][] = [
  ['a dense layer', all(picture(2, 3)), '###\n###'],
  [
    'a crop',
    all(picture(5, 6).node('crop', { type: 'crop', pads: [2, 1, 1, 0] }, [2, 5, 1])),
    '......\n......\n#####.\n#####.\n......'
  ],
  [
    'a slice of rows',
    all(picture(4, 2).node('slice', { type: 'slice', axis: 0, from: 1 }, [2, 2, 1])),
    '..\n##\n##\n..'
  ],
  [
    'a slice of columns',
    all(picture(2, 4).node('slice', { type: 'slice', axis: 1, from: 3 }, [2, 1, 1])),
    '...#\n...#'
  ],
  ['a slice of channels', all(picture(1, 2, 3).node('slice', { type: 'slice', axis: 2, from: 1 }, [1, 2, 1])), '##'],
  [
    'a valid convolution whose stride leaves a border',
    all(picture(6, 8).conv('conv', 2, [3, 3], { strides: [2, 2] })),
    '#######.\n#######.\n#######.\n#######.\n#######.\n........'
  ],
  [
    'a stride above the kernel: a grid',
    all(picture(5, 6).conv('conv', 2, [1, 1], { strides: [2, 3] })),
    '#..#..\n......\n#..#..\n......\n#..#..'
  ],
  ['the same beside a path that sees more', beside(), '#####.\n#####.\n#####.\n#####.\n#..#..'],
  [
    'a dilated convolution of few places',
    all(picture(5, 6).conv('conv', 1, [2, 2], { dilations: [3, 4], strides: [2, 2] })),
    '#...#.\n......\n......\n#...#.\n......'
  ],
  [
    'a dilated convolution of many',
    all(picture(4, 4).conv('conv', 1, [2, 2], { dilations: [2, 2] })),
    '####\n####\n####\n####'
  ],
  [
    'padding, which moves what a stride hits',
    all(picture(4, 4).conv('conv', 1, [1, 1], { strides: [2, 2], pads: [1, 0, 0, 1] })),
    '....\n.#.#\n....\n.#.#'
  ],
  [
    'zeros around the picture',
    all(picture(2, 2).node('pad', { type: 'pad', pads: [1, 1, 1, 1] }, [4, 4, 1])),
    '##\n##'
  ],
  [
    'a kernel with a tap of 0',
    all(picture(3, 3).conv('conv', 1, [3, 3], { kernel: kernel([1, 0, 1], [0, 0, 0], [1, 0, 1]) })),
    '#.#\n...\n#.#'
  ],
  [
    'a max pool that leaves a row',
    all(picture(5, 4).pool('pool', 'max-pool', [2, 2], [2, 2])),
    '####\n####\n####\n####\n....'
  ],
  [
    'an average pool that skips',
    all(picture(3, 5).pool('pool', 'average-pool', [1, 1], [2, 2])),
    '#.#.#\n.....\n#.#.#'
  ],
  [
    'the mean of a crop',
    all(
      picture(3, 3)
        .node('crop', { type: 'crop', pads: [1, 0, 0, 0] }, [2, 3, 1])
        .node('mean', { type: 'global-average-pool' }, [1])
    ),
    '...\n###\n###'
  ],
  [
    'a picture enlarged and cropped',
    all(
      picture(2, 2)
        .node('up', { type: 'upsample', factor: [2, 2] }, [4, 4, 1])
        .node('crop', { type: 'crop', pads: [0, 2, 2, 0] }, [2, 2, 1])
    ),
    '#.\n..'
  ],
  ['a transposed convolution, cropped', all(transposed()), '##.\n##.'],
  [
    'resizing as a matrix',
    all(picture(2, 6).node('rows', { type: 'reshape' }, [2, 6]).node('half', everyOther, [2, 3])),
    '#.#.#.\n#.#.#.'
  ],
  [
    'a turned picture, cropped',
    all(
      picture(2, 3)
        .node('turned', { type: 'permute', axes: [1, 0, 2] }, [3, 2, 1])
        .node('crop', { type: 'crop', pads: [1, 0, 0, 0] }, [2, 2, 1])
    ),
    '.##\n.##'
  ],
  ['two parts of the picture, joined', joined(), '#..#\n#..#'],
  ['a mask', masked(), '.#\n#.'],
  ['one number of a picture', picture(2, 3).node('pick', { type: 'pick', index: 4 }, [1]).graph(), '...\n.#.'],
  [
    'a rectifier that is always shut',
    all(
      picture(2, 2)
        .node('low', { type: 'affine', scale: Float32Array.of(1), offset: Float32Array.of(-1e9) }, [2, 2, 1])
        .activation('shut', { kind: 'relu' })
    ),
    '##\n##'
  ],
  ['a factor of 0', beside0(), '#.\n#.']
]

function beside(): Graph {
  const network = picture(5, 6)
    .conv('sparse', 1, [1, 1], { strides: [2, 3] })
    .flatten('a')
  network.last = 'picture'
  network.pool('dense', 'max-pool', [2, 5], [2, 5]).flatten('b')
  return network.node('both', { type: 'concat', axis: 0 }, [8], ['a', 'b']).dense('angle', 1).graph()
}

/** Rows joined with the last column cut off by a factor for each channel. */
function beside0(): Graph {
  const network = picture(2, 2).node('channels', { type: 'permute', axes: [0, 2, 1] }, [2, 1, 2])
  return all(
    network.node('weighed', { type: 'affine', scale: Float32Array.of(1, 0), offset: Float32Array.of(0, 1) }, [2, 1, 2])
  )
}

function transposed(): Network {
  const op = {
    type: 'conv2d-transpose',
    kernel: kernel([1, 1], [1, 1]),
    bias: null,
    strides: [2, 2],
    pads: none
  } as const
  return picture(2, 3)
    .node('up', op, [4, 6, 1])
    .node('crop', { type: 'crop', pads: [0, 3, 0, 0] }, [4, 3, 1])
}

function joined(): Graph {
  const network = picture(2, 4).node('left', { type: 'slice', axis: 1, from: 0 }, [2, 1, 1])
  network.node('right', { type: 'slice', axis: 1, from: 3 }, [2, 1, 1], ['picture'])
  return all(network.node('both', { type: 'concat', axis: 1 }, [2, 2, 1], ['left', 'right']))
}

function masked(): Graph {
  const value = { shape: [2, 2, 1], data: Float32Array.of(0, 1, 0.5, 0) }
  const network = picture(2, 2).node('mask', { type: 'constant', value }, [2, 2, 1], [])
  return all(network.node('kept', { type: 'multiply' }, [2, 2, 1], ['picture', 'mask']))
}

/** What changes the number `index` of the output of a network of positive weights, pixel by pixel. */
function changing(graph: Graph, index: number): string {
  const [height, width, channels] = graph.input.shape as [number, number, number]
  const linear = linearised(graph)
  const steeringAt = (values: Float32Array): number => evaluate(linear, values).get(linear.outputs['angle']!)![index]!
  const values = seededValues(height * width * channels, 4).map((value) => 1 + Math.abs(value))
  const before = steeringAt(values)
  const isSeen = (pixel: number): boolean =>
    steeringAt(values.map((value, i) => (Math.floor(i / channels) === pixel ? value + 1000 : value))) !== before
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (isSeen(y * width + x) ? '#' : '.'))
  )
  return rows.map((row) => row.join('')).join('\n')
}

describe('what a model sees of its input', () => {
  it.each(cases)('%s', (_, graph, seen) => {
    expect(drawn(graph)).toBe(seen)
  })

  it.each(cases.map(([what, graph]) => ({ what, graph })))('is what changes its steering: $what', ({ graph }) => {
    expect(drawn(graph)).toBe(changing(graph, 0))
  })

  it.each(graphTable)('is what changes a network of positive weights: $name', ({ graph }) => {
    const index = sizeOf(graph.nodes.at(-1)!.shape) - 1
    expect(drawn(graph, index)).toBe(changing(graph, index))
  })

  it('is of a DAVE-2 all but the borders that its strides leave over', () => {
    const { data } = seenBySteering({ graph: dave2(), head: head() })
    const unseen = [...data.keys()].filter((i) => !data[i])
    // 66 rows: 31 of the first layer, 14 of 31, 5 of 14, which leaves one over. 200 columns: 98, 47, 22, which leave 197 and on.
    expect(unseen.every((i) => i >= 61 * 200 || i % 200 >= 189)).toBe(true)
  })

  it('is of all bins together where the steering is their mean', () => {
    const graph = picture(1, 4).flatten().graph()
    expect(seenBySteering({ graph, head: { ...head(), bins: { from: -1, to: 1 } } }).data).toEqual(
      Uint8Array.of(1, 1, 1, 1)
    )
  })

  it('is of the frame at hand where the input holds several', () => {
    const network = new Network([2, 2, 2]).node('newest', { type: 'slice', axis: 2, from: 1 }, [2, 2, 1])
    network.node('crop', { type: 'crop', pads: [1, 0, 0, 0] }, [1, 2, 1]).flatten('new')
    network.node('before', { type: 'slice', axis: 2, from: 0 }, [2, 2, 1], ['picture']).flatten('old')
    const graph = network.node('both', { type: 'concat', axis: 0 }, [6], ['new', 'old']).dense('angle', 1).graph()
    const sequence = { frames: 2, picture: 'newest' }
    expect(drawn({ ...graph, sequence })).toBe('..\n##')
  })
})

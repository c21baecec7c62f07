import { writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/shared/errors.ts'
import { openModel } from '../../../src/main/model/open.ts'
import { opcodes } from '../../../src/main/model/pytorch/pickle/opcodes.ts'
import { Storage, StoredTensor, tensorIn, valuesOf } from '../../../src/main/model/pytorch/weights/storedTensor.ts'
import { bytesInMemory } from '../../../src/main/model/pytorch/byteSource.ts'
import { readZip } from '../../../src/main/model/pytorch/zipArchive.ts'
import { AtenProgram, bool, float, int, ints, none, tensor, tensors } from '../../fixtures/atenProgram.ts'
import { modelFolder, refusal } from '../../fixtures/modelFolder.ts'
import { zipOf } from '../../fixtures/storedZip.ts'
import { rebuilt, savedState, writers, zipFile } from '../../fixtures/torchFiles.ts'
import { TorchNetwork } from '../../fixtures/torchNetwork.ts'
import {
  called,
  elsewhere,
  named,
  ordered,
  type Picklable,
  pickled,
  tuple,
  Written
} from '../../fixtures/torchPickle.ts'

const models = modelFolder()

function smallNet(): TorchNetwork {
  const net = new TorchNetwork(66, 200).conv('conv.0', [3, 2], 5, { stride: 2 }).norm('conv.1', 2).elu('conv.2')
  return net.flatten().linear('fc', 2 * 31 * 98, 1)
}

function smallProgram(): AtenProgram {
  const program = new AtenProgram()
  const kernel = program.weights('conv.weight', [2, 3, 3, 3])
  program.node('conv2d.default', { weight: tensor(kernel), stride: ints(2, 2) }, { of: 'input' })
  const weight = program.weights('fc.weight', [1, 40])
  program.node('flatten.using_ints', { start_dim: int(1) })
  return program.node('linear.default', { weight: tensor(weight) }, { of: 'input' })
}

/** Most kinds of arguments. */
function richProgram(): AtenProgram {
  const program = new AtenProgram()
  const kernel = program.weights('conv.weight', [4, 3, 3, 3])
  const bias = program.weights('conv.bias', [4])
  program.node('constant_pad_nd.default', { pad: ints(1, 1, 0, 2), value: float(0) })
  program.node(
    'conv2d.default',
    {
      weight: tensor(kernel),
      bias: tensor(bias),
      stride: ints(2, 2),
      padding: ints(1, 1),
      dilation: ints(1, 1),
      groups: int(1)
    },
    { of: 'input' }
  )
  const normal = ['weight', 'bias', 'running_mean', 'running_var'].map((part): [string, ReturnType<typeof tensor>] => [
    part,
    tensor(program.hold('buffer', `bn.${part}`, { shape: [4], values: [1, 2, 3, 4] }))
  ])
  program.node(
    'batch_norm.default',
    {
      ...Object.fromEntries(normal),
      training: bool(false),
      eps: float(1e-5)
    },
    { of: 'input' }
  )
  program
    .node('relu_.default')
    .node('max_pool2d.default', { kernel_size: ints(2, 2), stride: ints(1, 1), ceil_mode: bool(true) })
  program.node('adaptive_avg_pool2d.default', { output_size: ints(3, 2) })
  program.node('avg_pool2d.default', { kernel_size: ints(2, 1), stride: ints(1), padding: ints(1, 0) })
  program.node('slice.Tensor', { dim: int(2), start: int(1), end: int(3), step: int(1) })
  program.node('split.Tensor', { split_size: int(3), dim: int(1) }, { outputs: [tensors('one', 'two')] })
  program.node('cat.default', { tensors: tensors('two', 'one'), dim: int(1) }, { of: '' })
  program.node('unsqueeze.default', { dim: int(1) }).node('squeeze.dim', { dim: int(1) })
  program.node('permute.default', { dims: ints(0, 2, 3, 1) }).node('mean.dim', { dim: ints(2), keepdim: bool(true) })
  program.node('expand.default', { size: ints(-1, 2, 5, 4) }).node('select.int', { dim: int(2), index: int(-1) })
  program.node('view.default', { size: ints(1, 8) }).node('softmax.int', { dim: int(-1) })
  const weight = program.weights('fc.weight', [1, 8])
  return program.node('linear.default', { weight: tensor(weight), bias: none }, { of: 'input' })
}

test('the program that is damaged below opens', async () => {
  const path = models.place('.pt2')
  await writeFile(path, richProgram().file())
  expect((await openModel(path)).format).toBe('torch-export')
})

/** Opens, or is refused with one sentence: nothing else. */
async function opensOrIsRefused(bytes: Uint8Array, suffix: string): Promise<void> {
  const path = models.place(suffix)
  await writeFile(path, bytes)
  const error: unknown = await openModel(path).then(
    () => null,
    (thrown: unknown) => thrown
  )
  if (error === null) return
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).message).toMatch(/^[A-Z'][^\n]*\.$/)
}

/** A file with some bytes of it changed, left out or repeated, most of them where it says what it is. */
function damaged(whole: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.oneof(
    fc.nat(whole.length - 1),
    fc.nat(Math.min(3000, whole.length - 1)),
    fc.nat(1500).map((n) => Math.max(0, whole.length - 1 - n))
  )
  const change = fc.record({ at: place, bytes: fc.uint8Array({ maxLength: 8 }), gone: fc.nat(8) })
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((bytes, { at, bytes: put, gone }) => {
      return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + gone)])
    }, whole)
  )
}

const files: [name: string, bytes: Buffer, suffix: string][] = [
  ['a zip of weights', savedState(smallNet().state, { large: true, modules: smallNet().modules }), '.pth'],
  ['the pickle of before 1.6', savedState(smallNet().state, { old: true }), '.pth'],
  ['a program', smallProgram().file(), '.pt2'],
  ['a program of before 2.8', smallProgram().file('2.4'), '.pt2']
]

describe('a file with damage opens or is refused with a sentence:', () => {
  test.each(files)('%s', async (_, whole, suffix) => {
    await fc.assert(
      fc.asyncProperty(damaged(whole), (bytes) => opensOrIsRefused(bytes, suffix)),
      { numRuns: 200, seed: 7 }
    )
  })

  test.each(files)('%s, cut off anywhere', async (_, whole, suffix) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), (length) => opensOrIsRefused(whole.subarray(0, length), suffix)),
      { numRuns: 50, seed: 8 }
    )
  })

  test('a pickle of any instructions', async () => {
    const code = fc.constantFrom(...Object.values(opcodes))
    const literal = fc.constantFrom(...['X\x01\0\0\0a', 'K\x05', 'U\x03abc', 'ctorch\nFloatStorage\n'])
    const step = fc.oneof(
      code.map((one) => Buffer.of(one)),
      literal.map((text) => Buffer.from(text, 'latin1')),
      fc.uint8Array({ maxLength: 2 }).map((bytes) => Buffer.from(bytes))
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) => {
        const pickle = Buffer.concat([Buffer.of(0x80, 2), ...steps, Buffer.from('.')])
        return opensOrIsRefused(zipOf({ 'a/data.pkl': pickle }), '.pth')
      }),
      { numRuns: 300, seed: 9 }
    )
  })

  test("a program's JSON of any values", async () => {
    const program = richProgram()
    const whole = JSON.stringify(program.json())
    const places = [...whole.matchAll(/(?<=[:[,])(-?[\d.]+|"[^"]*"|null|true|false)(?=[,\]}])/g)]
    const leaf = fc.constantFrom(
      '0',
      '-1',
      '0.5',
      '1e99',
      '9007199254740991',
      'null',
      '""',
      '[]',
      '{}',
      '"__proto__"',
      'true'
    )
    const change = fc.tuple(fc.constantFrom(...places), leaf)
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const json = changes
          .toSorted(([a], [b]) => b.index - a.index)
          .reduce(
            (
              text,
              [
                {
                  index,
                  0: { length }
                },
                put
              ]
            ) => text.slice(0, index) + put + text.slice(index + length),
            whole
          )
        return opensOrIsRefused(program.file('2.9', json), '.pt2')
      }),
      { numRuns: 3000, seed: Number(process.env['SEED'] ?? 10) }
    )
  })

  test('a pickle of weights with damage, in a whole zip', async () => {
    const { state, modules } = smallNet()
    const zip = await readZip(bytesInMemory(savedState(state, { modules }), 'a'), 'a')
    const pickle = await zip!.read('archive/data.pkl', 2 ** 20)
    const parts = await Promise.all(
      zip!.names
        .filter((name) => name !== 'archive/data.pkl')
        .map(async (name): Promise<[string, Uint8Array]> => [name, await zip!.read(name, 2 ** 20)])
    )
    await fc.assert(
      fc.asyncProperty(damaged(pickle), (bytes) =>
        opensOrIsRefused(zipOf({ 'archive/data.pkl': bytes, ...Object.fromEntries(parts) }), '.pth')
      ),
      { numRuns: 400, seed: 11 }
    )
  })
})

/** Weights that are one tensor of this description, saved as those of a layer. */
const oneTensor = (root: Picklable, bytes = 16): Buffer =>
  zipFile(ordered([['fc.weight', root]]), [{ key: '0', bytes: Buffer.alloc(bytes) }])
const view = { key: '0', type: 'Float', length: 4, offset: 0, shape: [2, 2], strides: [2, 1] } as const

describe('what a hostile file says is checked before memory is made for it:', () => {
  const many = (count: number, ...codes: (Buffer | number | string)[]): Buffer =>
    Buffer.concat(Array.from({ length: count }, () => new Written(...codes).bytes))
  const program = (...parts: (Buffer | string)[]): Buffer =>
    zipOf({ 'a/data.pkl': new Written(0x80, 2, ...parts).bytes }, { deflated: true })

  test.each<[string, () => Buffer, RegExp]>([
    [
      'a tensor of 2^60 numbers',
      () => oneTensor(rebuilt({ ...view, shape: [2 ** 30, 2 ** 30] })),
      /describes a tensor that cannot be/
    ],
    [
      'a tensor of one number, repeated 2^40 times',
      () => oneTensor(rebuilt({ ...view, shape: [2 ** 40], strides: [0] })),
      /cannot be/
    ],
    [
      'a kernel of one number, repeated 2^28 times, of a storage that claims as many',
      () => {
        const kernel = rebuilt({ ...view, length: 2 ** 29, shape: [24, 3, 2 ** 11, 2 ** 11], strides: [0, 0, 0, 0] })
        return zipFile(
          ordered([
            ['conv.weight', kernel],
            ['fc.weight', rebuilt({ ...view, key: '1', shape: [1, 24], strides: [0, 0], length: 2 ** 29 })]
          ]),
          ['0', '1'].map((key) => ({ key, bytes: Buffer.alloc(16) }))
        )
      },
      /is cut off or damaged/
    ],
    ['a tensor behind its storage', () => oneTensor(rebuilt({ ...view, offset: 1 })), /cannot be/],
    ['a stride below zero', () => oneTensor(rebuilt({ ...view, strides: [-2, 1] })), /cannot be/],
    [
      'a storage that is longer than the file',
      () => oneTensor(rebuilt({ ...view, length: 2 ** 40, shape: [2 ** 20, 2 ** 20], strides: [2 ** 20, 1] })),
      /no convolutions/
    ],
    [
      'a storage of another length each time',
      () =>
        zipFile(
          ordered([
            ['a', rebuilt(view)],
            ['b', rebuilt({ ...view, length: 8 })]
          ]),
          []
        ),
      /cannot be/
    ],
    ['a million marks', () => program(many(2_000_000, '(')), /holds more than weights need/],
    [
      'ten million numbers',
      () => program(']', many(300, '(', many(40_000, 'N'), 'e'), '.'),
      /holds more than weights need/
    ],
    [
      'pairs of which thousands of dictionaries are made',
      () =>
        program(
          '](',
          many(200_000, 'K\x01K\x02\x86'),
          'eq\x01}q\x02',
          many(2000, 'ccollections\nOrderedDict\nh\x01\x85R'),
          '.'
        ),
      /holds more than weights need/
    ],
    [
      'a dictionary that is asked a million times for what it lacks',
      () => program('}(', many(500_000, 'K\x01K\x02'), 'uq\x01}', many(1_000_000, 'h\x01b'), '.'),
      /holds an empty dictionary/
    ],
    ['numbers of 255 bytes', () => program('](', many(200_000, '\x8a\xff', '\x7f'.repeat(255)), 'e.'), /of 255 bytes/],
    [
      'a tensor that is its own maker',
      () => program(']q\x01(ctorch._tensor\n_rebuild_from_type_v2\nq\x02Nh\x01eh\x02h\x01R.'),
      /describes a tensor that cannot be/
    ],
    [
      'thousands of names of thousands of parts',
      () => {
        const names = Array.from({ length: 5000 }, (_, i) => `${'a.'.repeat(2000)}${i}.weight`)
        return zipFile(ordered(names.map((name) => [name, rebuilt(view)])), [], { deflated: true })
      },
      /neither of a network that Lanegaze knows.*'0\.weight'/
    ],
    ['an array that is not there', () => program('B\xff\xff\xff\x7f'), /a pickle in it does not end/],
    ['a list in itself', () => program(']q\0h\0a.'), /holds something else than a dictionary and no weights/],
    ['a dictionary in itself', () => program('}q\0X\x01\0\0\0ah\0s.'), /holds 'a' and no weights of a model/]
  ])('%s', async (_, make, sentence) => {
    const path = models.place('.pth')
    await writeFile(path, make())
    expect(await refusal(path)).toMatch(sentence)
  })

  test('parts that lie in one another', async () => {
    const storage = Buffer.alloc(4 * 1024 * 1024 * 9)
    const layer = (key: string): Picklable =>
      rebuilt({
        key,
        type: 'Float',
        length: 9 * 2 ** 20,
        offset: 0,
        shape: [1024, 1024, 3, 3],
        strides: [9216, 9, 3, 1]
      })
    const first = { ...view, type: 'Float', length: 27_648, shape: [1024, 3, 3, 3], strides: [27, 9, 3, 1] } as const
    const last = { ...view, type: 'Float', length: 1024, shape: [1, 1024], strides: [1024, 1] } as const
    const root = ordered([
      ['0.weight', rebuilt({ ...first, key: 'a' })],
      ...Array.from({ length: 30 }, (_, i): [string, Picklable] => [`${i + 1}.weight`, layer(i === 0 ? '0' : `x${i}`)]),
      ['99.weight', rebuilt({ ...last, key: 'b' })]
    ])
    const rest = Array.from({ length: 29 }, (_, i) => ({ key: `x${i + 1}`, bytes: Buffer.alloc(0) }))
    const storages = [
      { key: '0', bytes: storage },
      { key: 'a', bytes: Buffer.alloc(4 * 27_648) },
      { key: 'b', bytes: Buffer.alloc(4096) },
      ...rest
    ]
    const path = models.place('.pth')
    await writeFile(path, pointingAt('archive/data/0', /data\/x/, zipFile(root, storages, { deflated: true })))
    expect(await refusal(path)).toMatch(/damaged at its part 'archive\/data\/x1', which lies where another does/)
  })

  test('a program that unpacks to sixty million brackets', async () => {
    const path = models.place('.pt2')
    await writeFile(path, richProgram().file('2.4', '['.repeat(60_000_000), { deflated: true }))
    expect(await refusal(path)).toMatch(/does not know, at the beginning of its program; export it/)
  })

  test('a part that unpacks to more than it can', async () => {
    const zip = zipOf({ 'a/data.pkl': pickled(ordered([])) }, { deflated: true })
    // The directory says that it becomes a gigabyte.
    const at = zip.lastIndexOf('PK\x01\x02', undefined, 'latin1')
    zip.writeUInt32LE(2 ** 30, at + 24)
    const path = models.place('.pth')
    await writeFile(path, zip)
    expect(await refusal(path)).toMatch(/damaged at its part 'a\/data\.pkl', of 1073741824 bytes/)
  })
})

/** The directory of a zip changed, so that some of its entries are another one. */
function pointingAt(name: string, others: RegExp, zip: Buffer): Buffer {
  const starts: number[] = []
  for (let at = zip.indexOf('PK\x01\x02'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 4)) starts.push(at)
  const nameAt = (at: number): string => zip.toString('latin1', at + 46, at + 46 + zip.readUInt16LE(at + 28))
  const one = starts.find((at) => nameAt(at) === name)!
  for (const at of starts.filter((start) => others.test(nameAt(start)))) {
    zip.copy(zip, at + 16, one + 16, one + 28)
    zip.copy(zip, at + 42, one + 42, one + 46)
  }
  return zip
}

describe('what would have to be run is refused by name:', () => {
  const refused = async (root: Picklable): Promise<string> => {
    const path = models.place('.pth')
    await writeFile(path, zipFile(root, []))
    return refusal(path)
  }

  test.each<[string, Picklable, RegExp]>([
    [
      'a function of the system',
      called('posix.system', 'true'),
      /names posix\.system|holds a whole model \(posix\.system\)/
    ],
    [
      'such a function within weights',
      ordered([['a', called('os.system', 'true')]]),
      /names os\.system, which is never run; save the weights alone/
    ],
    [
      "fastai's export.pkl",
      new Written(named('fastai.learner.Learner').bytes, ')', 0x81, '}b'),
      /is a Learner of fastai, .*torch\.onnx\.export\(learn\.model\.cpu\(\)\.eval\(\).*open model\.onnx\.$/
    ],
    [
      'a whole model',
      new Written(named('torchvision.models.resnet.ResNet').bytes, ')', 0x81, '}b'),
      /holds a whole model \(torchvision\.models\.resnet\.ResNet\).*torch\.save\(model\.state_dict\(\)/
    ],
    [
      'a model of a script',
      new Written(named('__main__.Net').bytes, ')', 0x81),
      /holds a whole model \(__main__\.Net\)/
    ],
    [
      'a whole model in a checkpoint',
      new Map([['model', new Written(named('torch.nn.modules.container.Sequential').bytes, ')', 0x81)]]),
      /whole model \(torch\.nn\.modules\.container\.Sequential\)/
    ],
    [
      'an engine of torch2trt',
      ordered([['engine', called('builtins.bytearray', 'a')]]),
      /bytearray, as torch2trt's engines are/
    ],
    [
      'a quantised tensor',
      ordered([['a', called('torch._utils._rebuild_qtensor')]]),
      /_rebuild_qtensor, of a quantised model/
    ],
    ['an instruction of an older pickle', new Written('I5\n'), /has the instruction INT, which weights do not need/],
    ['an instruction that calls', new Written('(', 'ios\nsystem\n'), /has the instruction INST/],
    ['a name that every object has', new Written(named('constructor.constructor').bytes), /constructor\.constructor/],
    ['a call of what is no function', new Written('K\x05)R'), /calls what is no function/],
    [
      'a class in place of a storage',
      ordered([['a', called('torch._utils._rebuild_tensor_v2', elsewhere('module', named('__main__.Net')))]]),
      /__main__\.Net/
    ],
    ['nothing', null, /holds something else than a dictionary/],
    ['numbers', new Map([['epoch', 7]]), /holds 'epoch' and no weights/],
    ['one tensor', rebuilt(view), /holds one tensor \[2, 2\]/]
  ])('%s', async (_, root, sentence) => {
    expect(await refused(root)).toMatch(sentence)
  })

  test('of a checkpoint, numbers of NumPy and devices are left where they are', async () => {
    const state = smallNet().state
    const more = new Map<Picklable, Picklable>([
      [
        'best',
        called('numpy.core.multiarray.scalar', called('numpy.dtype', 'f8'), called('_codecs.encode', 'x', 'latin1'))
      ],
      ['device', called('torch.device', 'cuda')],
      ['args', tuple('a', 1, null)]
    ])
    const path = models.place('.pth')
    await writeFile(path, savedState(state, { as: (saved) => new Map([...more, ['state_dict', saved]]) }))
    expect((await openModel(path)).format).toBe('pytorch-weights')
  })

  test.each<[string, (net: TorchNetwork) => void, RegExp]>([
    [
      'a network that is not known',
      (net) => net.state.set('lstm.weight_ih_l0', { shape: [4, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] }),
      /neither of a network that Lanegaze knows \(ResNet-18.*'lstm\.weight_ih_l0' is of no convolution.*there are 'conv\.0\.weight', 'conv\.0\.bias'.*torch\.onnx\.export/
    ],
    ['layers that do not follow', (net) => net.linear('out', 7, 1), /'out' takes 7 where 1 come/],
    ['a pool, whose place is nowhere', (net) => net.module('pool'), /where its module 'pool' stands cannot be told/]
  ])('%s', async (_, change, sentence) => {
    const net = smallNet()
    change(net)
    const path = models.place('.pth')
    await writeFile(path, savedState(net.state, { modules: net.modules }))
    expect(await refusal(path)).toMatch(sentence)
  })
})

describe('laws', () => {
  test('what is put into a zip comes out of it', async () => {
    const entries = fc.dictionary(fc.stringMatching(/^[a-z/_.0-9]{1,20}$/), fc.uint8Array({ maxLength: 300 }), {
      maxKeys: 6
    })
    await fc.assert(
      fc.asyncProperty(entries, fc.boolean(), fc.boolean(), async (content, large, deflated) => {
        const zip = await readZip(bytesInMemory(zipOf(content, { large, deflated }), 'a.zip'), 'a.zip')
        expect(zip?.names).toEqual(Object.keys(content))
        for (const [name, bytes] of Object.entries(content)) {
          expect(zip!.sizeOf(name)).toBe(bytes.length)
          expect([...(await zip!.read(name, 300))]).toEqual([...bytes])
        }
      })
    )
  })

  test('a view has the numbers of its storage that its strides name', () => {
    const axes = fc.array(fc.tuple(fc.nat(4), fc.nat(5)), { maxLength: 4 })
    fc.assert(
      fc.property(axes, fc.nat(20), fc.nat(60), (described, offset, length) => {
        const [shape, strides] = [described.map(([size]) => size), described.map(([, stride]) => stride)]
        const tensor = tensorIn(new Storage('0', 'float32', length, null), 'float32', { offset, shape, strides })
        const places = placesOf(shape, strides, offset)
        const isWithin = places.every((place) => place < length) && places.length <= length
        // One without numbers lies anywhere.
        if (places.length > 0) expect(tensor !== null).toBe(isWithin)
        if (!tensor) return
        expect(tensor).toBeInstanceOf(StoredTensor)
        const bytes = writers.Float(Float32Array.from({ length }, (_, i) => i))
        const values = valuesOf(tensor, bytes)
        if (places.length > 0) expect([...values!.values]).toEqual(places)
      })
    )
  })

  function placesOf(
    [size, ...sizes]: readonly number[],
    [stride, ...strides]: readonly number[],
    from: number
  ): number[] {
    if (size === undefined || stride === undefined) return [from]
    return Array.from({ length: size }, (_, i) => placesOf(sizes, strides, from + i * stride)).flat()
  }
})

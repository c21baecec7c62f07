import { InputError } from '../../../../shared/errors.ts'
import { isNumberType, type NumberType } from '../weights/numberTypes.ts'
import { mostAxes, Storage, StoredTensor, tensorIn } from '../weights/storedTensor.ts'
import { mostKept, type PickleMeaning, refusedPickle, weightsAlone } from './pickleReader.ts'
import { Aside, Global, Items, type PickleValue, Table } from './pickleValue.ts'

/** Classes of storages, by the type of their numbers; null where the tensors say it. */
const storageTypes: Readonly<Record<string, NumberType | null>> = {
  'torch.DoubleStorage': 'float64',
  'torch.FloatStorage': 'float32',
  'torch.HalfStorage': 'float16',
  'torch.BFloat16Storage': 'bfloat16',
  'torch.LongStorage': 'int64',
  'torch.IntStorage': 'int32',
  'torch.ShortStorage': 'int16',
  'torch.CharStorage': 'int8',
  'torch.ByteStorage': 'uint8',
  'torch.BoolStorage': 'bool',
  'torch.storage.UntypedStorage': null
}

/** Makers of what is set aside: it says nothing of weights, and is in many checkpoints. */
const asideMakers: readonly string[] = [
  'torch.device',
  'numpy.dtype',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  '_codecs.encode'
]

/** Classes that are named and not called. */
const named: readonly string[] = [
  'torch.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.nn.parameter.Buffer',
  'builtins.dict',
  'builtins.list',
  'builtins.int',
  'builtins.float'
]

const tables: readonly string[] = ['collections.OrderedDict', 'collections.defaultdict']

/** A tensor of a class of its own: another maker, and what that is given. */
const subclass = 'torch._tensor._rebuild_from_type_v2'

type Maker = (given: readonly PickleValue[], torch: TorchGlobals) => PickleValue

/** The functions of PyTorch that tensors are stored as calls of (torch/_utils.py, torch/_tensor.py). */
const makers: Readonly<Record<string, Maker>> = {
  'torch._utils._rebuild_tensor': ([storage, offset, shape, strides], torch) =>
    torch.tensor(storage, null, offset, shape, strides),
  'torch._utils._rebuild_tensor_v2': ([storage, offset, shape, strides], torch) =>
    torch.tensor(storage, null, offset, shape, strides),
  'torch._utils._rebuild_tensor_v3': ([storage, offset, shape, strides, , , type], torch) =>
    torch.tensor(storage, type, offset, shape, strides),
  'torch._utils._rebuild_parameter': ([tensor], torch) => torch.same(tensor),
  'torch._utils._rebuild_parameter_with_state': ([tensor], torch) => torch.same(tensor),
  // Never one in another: arguments can be their own.
  [subclass]: ([callee, , args], torch) =>
    callee instanceof Global && callee.name !== subclass && args instanceof Items
      ? torch.made(callee, args.values)
      : torch.damaged(),
  'torch.Size': ([sizes]) => (sizes instanceof Items ? sizes : new Items([]))
}

/** What the name of a number's type stands for: `torch.float16`. */
const typeNamed = (name: string): NumberType | null => {
  const type = name.replace(/^torch\./, '')
  return type !== name && isNumberType(type) ? type : null
}

/** What is said of names that people meet. */
const hints: readonly [name: RegExp, what: string][] = [
  [/^(builtins|__builtin__)\.bytearray$/, "as torch2trt's engines are; open the model that it was made from"],
  [/quantized|^torch\._utils\._rebuild_qtensor$|^torch\.Q\w+Storage$/, 'of a quantised model; save the model before'],
  [/sparse/, 'of a sparse tensor; save it dense']
]

/** The names in a pickle of PyTorch. A name that is not known is refused. */
export class TorchGlobals implements PickleMeaning {
  /** All storages that were named, by their keys. */
  readonly storages = new Map<string, Storage>()
  readonly #source: string
  #paired = 0

  constructor(source: string) {
    this.#source = source
  }

  global(name: string, isFirst: boolean): Global {
    const known =
      Object.hasOwn(makers, name) ||
      Object.hasOwn(storageTypes, name) ||
      [...asideMakers, ...named, ...tables].includes(name) ||
      typeNamed(name) !== null
    if (known) return new Global(name)
    if (/^fastai2?\./.test(name)) this.#refuseLearner()
    if (isFirst || /^(torch\.nn\.modules|torchvision\.models|timm\.models)\./.test(name)) this.#refuseModule(name)
    const hint = hints.find(([pattern]) => pattern.test(name))?.[1]
    throw new InputError(
      `'${this.#source}' cannot be opened: a pickle in it names ${name}, ${hint ?? `which is never run; ${weightsAlone}`}.`
    )
  }

  made(callee: Global, args: readonly PickleValue[]): PickleValue {
    const { name } = callee
    const maker = Object.hasOwn(makers, name) ? makers[name] : undefined
    if (maker) return maker(args, this)
    if (tables.includes(name)) return this.#tableOf(args)
    return asideMakers.includes(name) ? new Aside() : this.damaged()
  }

  elsewhere([kind, type, key, , length, view]: readonly PickleValue[]): PickleValue {
    if (kind === 'module') this.#refuseModule(type instanceof Global ? type.name : 'a class')
    const isKnown = type instanceof Global && Object.hasOwn(storageTypes, type.name)
    if (kind !== 'storage' || !isKnown || typeof key !== 'string' || !isCount(length)) return this.damaged()
    const storage = new Storage(key, storageTypes[type.name]!, length, this.#viewOf(view, length))
    const before = this.storages.get(key)
    if (before && (before.type !== storage.type || before.whole !== storage.whole)) return this.damaged()
    this.storages.set(key, storage)
    return storage
  }

  /** @param stated the type of number, where the storage does not say it */
  tensor(
    storage: PickleValue | undefined,
    stated: PickleValue | undefined,
    offset: PickleValue | undefined,
    shape: PickleValue | undefined,
    strides: PickleValue | undefined
  ): StoredTensor {
    if (!(storage instanceof Storage)) return this.damaged()
    const type = storage.type ?? (stated instanceof Global ? typeNamed(stated.name) : null)
    const [sizes, steps] = [countsOf(shape), countsOf(strides)]
    if (type === null || !sizes || !steps || !isCount(offset)) return this.damaged()
    return tensorIn(storage, type, { offset, shape: sizes, strides: steps }) ?? this.damaged()
  }

  same(tensor: PickleValue | undefined): StoredTensor {
    return tensor instanceof StoredTensor ? tensor : this.damaged()
  }

  damaged(): never {
    throw new InputError(
      `'${this.#source}' is damaged: a pickle in it describes a tensor that cannot be; copy or save it again.`
    )
  }

  /** In the older files a storage may be a part of another: (its key, first number, length). */
  #viewOf(view: PickleValue | undefined, whole: number): { first: number; length: number } | null {
    if (view === null || view === undefined) return null
    const [, first, length] = view instanceof Items ? view.values : []
    return isCount(first) && isCount(length) && first + length <= whole ? { first, length } : this.damaged()
  }

  /** The network in it is one of fastai's own, which no table of architectures has: its weights alone would be refused, too. */
  #refuseLearner(): never {
    throw new InputError(
      `'${this.#source}' is a Learner of fastai, whose code would have to be run; load it where it was trained, export its network with torch.onnx.export(learn.model.cpu().eval(), example, 'model.onnx') and open model.onnx.`
    )
  }

  /** A dictionary of pairs, as Python 2 stores an ordered one; an empty one where there are none. */
  #tableOf([pairs]: readonly PickleValue[]): Table {
    const table = new Table()
    if (!(pairs instanceof Items)) return table
    // Pairs that the pickle keeps can be asked for again and again.
    this.#paired += pairs.values.length
    if (this.#paired > mostKept) throw refusedPickle(this.#source, 'holds more than weights need')
    for (const pair of pairs.values) {
      const [key, value] = pair instanceof Items ? pair.values : []
      if (key !== undefined && value !== undefined) table.add(key, value)
    }
    return table
  }

  #refuseModule(name: string): never {
    throw new InputError(
      `'${this.#source}' holds a whole model (${name}) and not its weights alone, and its code would have to be run; ${weightsAlone}.`
    )
  }
}

const isCount = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** A copy, of as many as a tensor has axes: what stands in the pickle may grow afterwards. */
function countsOf(value: PickleValue | undefined): number[] | null {
  if (!(value instanceof Items) || value.values.length > mostAxes) return null
  return value.values.every(isCount) ? [...value.values] : null
}

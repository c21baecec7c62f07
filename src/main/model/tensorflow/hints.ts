const control = [
  'decides while it runs what is computed',
  'save the model with training=False, and recurrent layers with unroll=True'
] as const
const order = [
  'sorts or counts, which has no gradient',
  'save what goes into it as the output; a row of probabilities can be taken as bins'
] as const
const chance = ['draws random numbers', 'save the model as it steers, without dropout and noise'] as const
const text = ['reads files or texts', 'save the network behind it, which takes pictures as numbers'] as const

const of = (types: string, hint: readonly [string, string]) => types.split(' ').map((type) => [type, hint] as const)

/** What is wrong with kinds of operators that are not imported, and what to do. */
export const tensorflowHints: Readonly<Record<string, readonly [why: string, instead: string]>> = Object.fromEntries([
  ...of('If StatelessIf While StatelessWhile Switch RefSwitch Merge Enter Exit NextIteration LoopCond', control),
  ...of('TensorListReserve TensorListFromTensor TensorListStack TensorArrayV3 CudnnRNN CudnnRNNV3', control),
  ...of('ArgMax ArgMin TopK TopKV2 Where Unique Multinomial NonMaxSuppressionV3', order),
  ...of('RandomUniform RandomStandardNormal RandomNormal TruncatedNormal StatelessRandomUniformV2', chance),
  ...of('DecodeJpeg DecodePng DecodeImage ParseExample ParseExampleV2 LookupTableFindV2 HashTableV2', text)
])

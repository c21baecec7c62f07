const control = ['decides while it runs what is computed', 'export the model for inputs of fixed sizes'] as const
const order = [
  'sorts or counts, which has no gradient',
  'export what goes into it as the output; a row of probabilities can be taken as bins'
] as const
const chance = ['draws random numbers', 'export the model in evaluation mode (model.eval())'] as const

/** What is wrong with kinds of operators that are not imported, and what to do. */
export const onnxHints: Readonly<Record<string, readonly [why: string, instead: string]>> = {
  ...Object.fromEntries(
    ['If', 'Loop', 'Scan', 'NonZero', 'SequenceAt', 'SplitToSequence'].map((type) => [type, control])
  ),
  ...Object.fromEntries(['ArgMax', 'ArgMin', 'TopK', 'Unique', 'OneHot'].map((type) => [type, order])),
  ...Object.fromEntries(
    ['RandomNormal', 'RandomNormalLike', 'RandomUniformLike', 'Bernoulli'].map((type) => [type, chance])
  )
}

/** Class names of Keras 1 (and aliases of Keras 2) with the Keras 2 name. */
const classNames: ReadonlyMap<string, string> = new Map([
  ['Convolution2D', 'Conv2D'],
  ['AtrousConvolution2D', 'Conv2D'],
  ['Deconvolution2D', 'Conv2DTranspose'],
  ['Convolution2DTranspose', 'Conv2DTranspose'],
  ['GlobalAvgPool2D', 'GlobalAveragePooling2D'],
  ['GlobalMaxPool2D', 'GlobalMaxPooling2D'],
  ['AvgPool2D', 'AveragePooling2D'],
  ['MaxPool2D', 'MaxPooling2D']
])

/** Configuration keys of Keras 1 with the Keras 2 key. */
const keys: ReadonlyMap<string, string> = new Map([
  ['nb_filter', 'filters'],
  ['subsample', 'strides'],
  ['border_mode', 'padding'],
  ['atrous_rate', 'dilation_rate'],
  ['bias', 'use_bias'],
  ['output_dim', 'units']
])

const mergeModes: ReadonlyMap<string, string> = new Map([
  ['sum', 'Add'],
  ['mul', 'Multiply'],
  ['concat', 'Concatenate']
])

/**
 * A layer in Keras 2 names, whatever version wrote it. What is not renamed passes through, so a Keras 2 layer
 * comes out as it went in.
 */
export function modernLayer(
  className: string,
  config: Record<string, unknown>
): { className: string; config: Record<string, unknown> } {
  const modern: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(config)) modern[keys.get(key) ?? key] = value
  if ('nb_row' in config && 'nb_col' in config) modern['kernel_size'] = [config['nb_row'], config['nb_col']]
  if (config['dim_ordering'] === 'th') modern['data_format'] = 'channels_first'
  if (config['dim_ordering'] === 'tf') modern['data_format'] = 'channels_last'
  if (className === 'Merge') {
    modern['axis'] = config['concat_axis'] ?? -1
    return { className: mergeModes.get(String(config['mode'])) ?? className, config: modern }
  }
  return { className: classNames.get(className) ?? className, config: modern }
}

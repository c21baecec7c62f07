import { InputError } from '../../../shared/errors.ts'
import type { ModelFormat } from '../format.ts'
import { readKerasConfig } from './architecture.ts'
import { isArchitecture, withArchitectureBeside, withWeightsBeside } from './architectureFile.ts'
import { readHdf5, startsLikeHdf5, textAttribute } from './hdf5.ts'
import { picturesIn } from './hdf5Pictures.ts'
import { kerasFile, readStored, type StoredKerasModel } from './kerasModel.ts'
import { hasWeights, weightsOf } from './weights.ts'

/**
 * A network and its weights in HDF5 (Keras 1.x, 2.x, 3.x, tf.keras), in one file or as weights with their architecture
 * beside them; either of the two may be opened.
 */
export const kerasH5: ModelFormat = {
  id: 'keras-h5',
  name: 'Keras (.h5)',
  extensions: ['h5', 'hdf5', 'json'],
  file: kerasFile,
  recognise: async (file) => startsLikeHdf5(file.head) || isArchitecture(await file.json()),
  isCertain: startsLikeHdf5,
  async read(file, { lambdas }) {
    const { path, name, head } = file
    if (!startsLikeHdf5(head)) return readStored(await withWeightsBeside(path, await file.json()), lambdas)
    const stored = (await readWhole(path, name)) ?? (await withArchitectureBeside(path))
    if (stored) return readStored(stored, lambdas)
    throw new InputError(
      `'${name}' holds only weights, not the network they belong to; put what model.to_json() gives beside it as '${name.replace(/\.[^.]*$/, '')}.json', or save the whole model with model.save('model.h5').`
    )
  }
}

/**
 * A file that holds configuration and weights.
 * @returns null for a file of weights alone, whose network lies elsewhere
 * @throws InputError for a damaged file, and for one that is no Keras model
 */
function readWhole(path: string, name: string): Promise<StoredKerasModel | null> {
  return readHdf5(path, (file) => {
    const config = textAttribute(file, 'model_config')
    if (config !== null) {
      const network = readKerasConfig(config, name, textAttribute(file, 'keras_version'))
      return { ...weightsOf(file, network), files: [path] }
    }
    if (hasWeights(file)) return null
    const pictures = picturesIn(file)
    throw new InputError(
      pictures
        ? `'${name}' is an HDF5 file of pictures ('${pictures.name}', ${pictures.shape.join(' x ')}) and not a Keras model; write them out as JPEG or PNG with a CSV that names them, and open their folder.`
        : `'${name}' is an HDF5 file, but not a Keras model; open a file written by model.save('model.h5').`
    )
  })
}

import type { Warning } from '../../shared/recording.ts'
import type { TakenLayers, ToldLayers } from '../../shared/toldLayers.ts'
import type { UnreadGraph } from './input/inLayout.ts'
import type { PictureSize } from './lowering/openSize.ts'
import type { ModelFile } from './modelFile.ts'

/** What a person says that the Lambda layers of a model compute: an expression of Python in x, by the layer's name. */
export type UserLambdas = Readonly<Record<string, string>>

export interface ReadOptions {
  /** The size of the model's pictures, where its file leaves it open. */
  size?: PictureSize | undefined
  /** For the Lambda layers of a Keras model; kept beside it as soon as it can be read with them. */
  lambdas?: UserLambdas | undefined
  /** What stands between the layers of a model whose file holds weights alone, in place of what is said beside it. */
  layers?: ToldLayers | undefined
}

/** A model as its own format has it: not yet its recipe or its steering head. */
export interface ReadModel {
  graph: UnreadGraph
  /** How many numbers were trained. */
  parameters: number
  warnings: Warning[]
  /** How its layers are joined, where its file does not say. */
  taken?: TakenLayers | undefined
  /** Paths of all files that it consists of, in the order in which they make its hash. */
  files: string[]
}

/** A kind of model file. Its line in formats.ts is all that the rest of the program knows of it. */
export interface ModelFormat {
  /** Libraries keep it with their models: it never changes. */
  id: string
  /** For people: 'Keras (.h5)'. */
  name: string
  /** What its files are usually called, without the dot. */
  extensions: readonly string[]
  /** What a person opens, with its article: 'an ONNX file'. Formats of one program may share it. */
  file: string
  /** Names of the files by which a folder that such a model was saved as is known; the first is the one to read. */
  folder?: readonly string[]
  /** Whether the file is of this format, by its content and never by its name. A damaged one is. */
  recognise(file: ModelFile): Promise<boolean>
  /** Of formats that are more than a container (zip, JSON): whether nothing but such a model begins so. */
  isCertain?(head: Uint8Array): boolean
  /** @throws InputError that names the file and what to do, where it is damaged or cannot be imported */
  read(file: ModelFile, options: ReadOptions): Promise<ReadModel>
}

import { basename, dirname } from 'node:path'

/** What training scripts and exporters call every model. */
const usual = /^(saved_|best_|final_)?model(_best|_final)?\.[^.]+$/i

/**
 * What a model is called in the library: its file's name, and the folder's before it where every model's file is called
 * that ('city-night/model.json').
 */
export function modelName(path: string): string {
  const file = basename(path)
  const folder = basename(dirname(path))
  // Of an unzipped .keras file, whose folder has its name.
  if (file === 'config.json' && folder !== '') return folder
  return usual.test(file) && folder !== '' ? `${folder}/${file}` : file
}

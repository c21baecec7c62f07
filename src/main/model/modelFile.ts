import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import { boundedJson } from './boundedJson.ts'

/** Bytes from a file's beginning that tell what it is. */
const HEAD_BYTES = 512

/** A file that is to be opened as a model, before anybody knows of which format. */
export class ModelFile {
  readonly path: string
  /** For sentences. */
  readonly name: string
  /** Its first 512 bytes, or all there are. */
  readonly head: Uint8Array
  #json: Promise<unknown> | null = null

  constructor(path: string, head: Uint8Array) {
    this.path = path
    this.name = basename(path)
    this.head = head
  }

  /** Whether it begins as a JSON object does, or as a text that may hold one. */
  get beginsAsJson(): boolean {
    return /^\s*["{]/.test(Buffer.from(this.head).toString('latin1'))
  }

  /** The object that it holds as JSON, read once for all formats; undefined where it begins otherwise or is broken. */
  json(): Promise<unknown> {
    if (!this.beginsAsJson) return Promise.resolve(undefined)
    this.#json ??= readFile(this.path, 'utf8').then((text) => parseJson(text, this.name))
    return this.#json.catch(() => undefined)
  }
}

/** @throws InputError where there is no such file, or where it cannot be read */
export async function lookAtModel(path: string): Promise<ModelFile> {
  const name = basename(path)
  try {
    const handle = await open(path, 'r')
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      const { bytesRead } = await handle.read(head, 0, head.length, 0)
      return new ModelFile(path, head.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT') throw new InputError(`There is no model '${name}' at that path; check the path.`)
    if (code === 'ELOOP') {
      throw new InputError(`'${name}' is a link that leads back to itself; open the model's own file.`)
    }
    throw new InputError(`The model '${name}' cannot be read (${String(code)}); check its permissions.`)
  }
}

/** JSON, also where it is encoded twice. @throws InputError where it is broken */
export function parseJson(text: string, source: string): unknown {
  try {
    const json = boundedJson(text)
    return typeof json === 'string' ? boundedJson(json) : json
  } catch (error) {
    // It repeats what stands there, line breaks and all.
    const why = error instanceof Error ? error.message.replaceAll(/\p{Cc}+/gu, ' ') : 'damaged'
    throw new InputError(`'${source}' is not valid JSON (${why}); fetch or save the model again.`)
  }
}

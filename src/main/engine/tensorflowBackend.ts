import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import util from 'node:util'
import type * as WasmBackend from '@tensorflow/tfjs-backend-wasm'
import type * as TensorflowCore from '@tensorflow/tfjs-core'
import { sentence, UnavailableError } from '../../shared/errors.ts'

// CommonJS, not `import`: tfjs-node requires tfjs-core itself, and both must get the one instance of it, which no
// bundler may copy or replace by its ES module twin.
const requireHere = createRequire(import.meta.url)

export const tf = requireHere('@tensorflow/tfjs-core') as typeof TensorflowCore

const backends = { 'tf-native': 'tensorflow', 'tf-wasm': 'wasm' } as const
export type TensorflowId = keyof typeof backends

const ready = new Map<TensorflowId, Promise<string>>()

/** How often each was begun anew: what was loaded before that is gone. */
const lives = new Map<TensorflowId, number>()

/** Which life the backend is in; a session of an earlier one has to load its weights again. */
export const lifeOf = (id: TensorflowId): number => lives.get(id) ?? 0

/** Why the engine cannot be used here, with the way to get it; null where it is installed. Loads nothing. */
export function whyUnavailable(id: TensorflowId): string | null {
  if (id === 'tf-wasm' || nativeBinding()) return null
  return 'Native TensorFlow is not installed: run npm run setup:tensorflow to get it.'
}

/**
 * Loads the engine's library once, and again where it has died since, and gives its version. Throws an UnavailableError
 * where it cannot be loaded.
 */
export function loadBackend(id: TensorflowId): Promise<string> {
  let version = ready.get(id)
  if (!version) {
    version = (id === 'tf-native' ? loadNative() : loadWasm()).catch((error: unknown) => {
      ready.delete(id)
      throw error
    })
    ready.set(id, version)
  }
  return version
}

/**
 * Runs `work` on the engine's backend, which must be loaded. TensorFlow.js has one current backend for the whole
 * process, so the work is synchronous: nothing else can run before it is done.
 * @throws UnavailableError where that was the end of the backend, which loadBackend makes anew
 */
export function onBackend<T>(id: TensorflowId, work: () => T): T {
  const backend = backends[id]
  if (tf.getBackend() !== backend) {
    // For a backend that is initialised the switch is done before the call returns.
    void tf.setBackend(backend)
    if (tf.getBackend() !== backend) throw new Error(`the '${backend}' backend is not loaded`)
  }
  try {
    return work()
  } catch (error) {
    if (id !== 'tf-wasm' || !(error instanceof Error && endings.includes(error.name))) throw error
    bury()
    throw new UnavailableError(
      `TensorFlow.js (wasm) ran out of memory on this model (${error.message}); choose another engine.`
    )
  }
}

/** What WebAssembly throws when it stops, and what is thrown here when it has no memory left. */
const endings = ['RuntimeError', 'OutOfMemory']

/** Takes leave of a module that has stopped: its memory may hold anything, and is only given back with it. */
function bury(): void {
  ready.delete('tf-wasm')
  lives.set('tf-wasm', lifeOf('tf-wasm') + 1)
  const name = backends['tf-wasm']
  const [backend, factory] = [tf.findBackend(name), tf.findBackendFactory(name)]
  // It is past disposing of anything.
  backend.dispose = () => undefined
  backend.disposeData = () => true
  tf.removeBackend(name)
  tf.registerBackend(name, factory)
}

async function loadWasm(): Promise<string> {
  const wasm = requireHere('@tensorflow/tfjs-backend-wasm') as typeof WasmBackend
  wasm.setWasmPaths(join(dirname(requireHere.resolve('@tensorflow/tfjs-backend-wasm')), '/'))
  const started = await keepingFailureHandlers(() => tf.setBackend(backends['tf-wasm']))
  if (!started) throw new UnavailableError('TensorFlow.js (wasm) did not start: run npm ci to install it again.')
  failWithoutMemory(tf.backend() as WasmBackend.BackendWasm)
  return wasm.version_wasm
}

/** Where no memory is left the library takes the address 0 for some, and computes on with whatever lies there. */
function failWithoutMemory({ wasm }: WasmBackend.BackendWasm): void {
  // It replaces itself by the real one when it is first called.
  wasm._free(wasm._malloc(1))
  const allocate = wasm._malloc
  wasm._malloc = (bytes) => {
    // It takes the last 32 bits of a number for all of it.
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0
    if (address === 0 && bytes > 0) throw Object.assign(new Error(`no ${bytes} bytes left`), { name: 'OutOfMemory' })
    return address
  }
}

/** Emscripten's start code takes over the uncaught errors of the whole process; they are the host's. */
async function keepingFailureHandlers<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => new Set(process.rawListeners(event)))
  const result = await start()
  events.forEach((event, i) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]!.has(listener)) process.off(event, listener as () => void)
    }
  })
  return result
}

async function loadNative(): Promise<string> {
  const missing = whyUnavailable('tf-native')
  if (missing) throw new UnavailableError(missing)
  // tfjs-node 4.22 calls two functions that Node 23 took away.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value == null,
    isArray: Array.isArray
  })
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  try {
    const native = requireHere('@tensorflow/tfjs-node') as { version: Record<string, string> }
    await tf.setBackend(backends['tf-native'])
    return native.version['tfjs-node'] ?? 'unknown'
  } catch (error) {
    throw new UnavailableError(
      `Native TensorFlow does not start here: run npm run setup:tensorflow to build it again (${sentence(error)}).`
    )
  }
}

function nativeBinding(): boolean {
  try {
    const place = dirname(requireHere.resolve('@tensorflow/tfjs-node/package.json'))
    return existsSync(join(place, 'lib/napi-v8/tfjs_binding.node'))
  } catch {
    return false
  }
}

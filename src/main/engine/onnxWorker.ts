import { createRequire } from 'node:module'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type * as OnnxRuntime from 'onnxruntime-node'
import { inputName } from './onnx/compileOnnx.ts'
import type { Answer, Outputs, Request } from './onnxThread.ts'
import { probeModel } from './onnx/probeModel.ts'

// The thread that runs ONNX models: answers each request, and the start itself, with one message.

const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof OnnxRuntime
const port = parentPort as MessagePort
const { provider } = workerData as { provider: string }
const sessions = new Map<number, { session: OnnxRuntime.InferenceSession; shape: readonly number[] }>()

const options = {
  // One thread each: several sessions at work share out the cores better than several threads within each.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
  // It moves the zeros of a Pad into the pool behind it, whose own padding never wins a maximum.
  extra: { optimization: { disable_specified_optimizers: 'Pad_Fusion' } }
} as const

async function open(model: Uint8Array): Promise<OnnxRuntime.InferenceSession> {
  // Left alone, the library drops a provider that it was built without, and takes the processor.
  if (!ort.listSupportedBackends().some(({ name }) => name === provider)) throw new Error(`there is no '${provider}'`)
  // What a graphics processor lacks, the processor does.
  const executionProviders = provider === 'cpu' ? ['cpu'] : [provider, 'cpu']
  return ort.InferenceSession.create(model, { ...options, executionProviders })
}

type Served = Extract<Answer, { outputs: Outputs }>

async function serve(request: Request): Promise<Served> {
  switch (request.type) {
    case 'load':
      sessions.set(request.session, { session: await open(request.model), shape: request.shape })
      return { outputs: {} }
    case 'run': {
      const { session, shape } = sessions.get(request.session)!
      const { input } = request
      const results = await session.run({ [inputName]: new ort.Tensor('float32', input, [request.batch, ...shape]) })
      const outputs = Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, data as Float32Array<ArrayBuffer>])
      )
      return { outputs, input }
    }
    case 'drop':
      await sessions.get(request.session)?.session.release()
      sessions.delete(request.session)
      return { outputs: {} }
  }
}

async function answer(work: Promise<Served>): Promise<void> {
  let message: Answer
  try {
    message = await work
  } catch (error) {
    message = { failure: error instanceof Error ? error.message : String(error) }
  }
  port.postMessage(message, 'outputs' in message ? buffersOf(message) : [])
}

/** They go to the other side as they are, without a copy. */
function buffersOf({ outputs, input }: Served): ArrayBuffer[] {
  return [...Object.values(outputs), ...(input ? [input] : [])].map(({ buffer }) => buffer)
}

// One after the other, so that answers come in the order of the requests.
let last = answer(open(probeModel()).then(() => ({ outputs: {} })))
port.on('message', (request: Request) => {
  last = last.then(() => answer(serve(request)))
})

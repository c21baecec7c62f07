import { createRequire } from 'node:module'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type * as OnnxRuntime from 'onnxruntime-node'
import { inputName } from './onnx/compileOnnx.ts'
import type { Answer, Outputs, Request } from './onnxThread.ts'
import { probeModel } from './onnx/probeModel.ts'

// The thread that runs ONNX models: answers each request, and the start itself, with one message.

const ort: typeof OnnxRuntime = createRequire(import.meta.url)('onnxruntime-node')
const port = parentPort as MessagePort
const { provider } = workerData as { provider: string }
const sessions = new Map<number, { session: OnnxRuntime.InferenceSession; shape: readonly number[] }>()

/** One thread each: several sessions at work share out the cores better than several threads within each. */
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 } as const

async function open(model: Uint8Array): Promise<OnnxRuntime.InferenceSession> {
  // Left alone, the library drops a provider that it was built without, and takes the processor.
  if (!ort.listSupportedBackends().some(({ name }) => name === provider)) throw new Error(`there is no '${provider}'`)
  // What a graphics processor lacks, the processor does.
  const executionProviders = provider === 'cpu' ? ['cpu'] : [provider, 'cpu']
  return ort.InferenceSession.create(model, { ...options, executionProviders })
}

async function serve(request: Request): Promise<Outputs> {
  switch (request.type) {
    case 'load':
      sessions.set(request.session, { session: await open(request.model), shape: request.shape })
      return {}
    case 'run': {
      const { session, shape } = sessions.get(request.session)!
      const input = new ort.Tensor('float32', request.input, [request.batch, ...shape])
      const results = await session.run({ [inputName]: input })
      return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]))
    }
    case 'drop':
      await sessions.get(request.session)?.session.release()
      sessions.delete(request.session)
      return {}
  }
}

async function answer(work: Promise<Outputs>): Promise<void> {
  let message: Answer
  try {
    message = { outputs: await work }
  } catch (error) {
    message = { failure: error instanceof Error ? error.message : String(error) }
  }
  port.postMessage(message)
}

// One after the other, so that answers come in the order of the requests.
let last = answer(open(probeModel()).then(() => ({})))
port.on('message', (request: Request) => {
  last = last.then(() => answer(serve(request)))
})

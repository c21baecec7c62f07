import { basename, dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Shape } from '../model/graph/graph.ts'

export type Outputs = Record<string, Float32Array<ArrayBuffer>>

/** What is asked of a thread; see onnxWorker.ts. Numbers of sessions are the caller's. */
export type Request =
  | { type: 'load'; session: number; model: Uint8Array; shape: Shape }
  | { type: 'run'; session: number; input: Float32Array<ArrayBuffer>; batch: number }
  | { type: 'drop'; session: number }

/** What a thread answers, one for each request and in their order; the memory of a run's input comes back. */
export type Answer = { outputs: Outputs; input?: Float32Array<ArrayBuffer> } | { failure: string }

/** A thread with ONNX Runtime: its `run` blocks, so only threads let several sessions work at once. */
export interface OnnxThread {
  load(session: number, model: Uint8Array, shape: Shape): Promise<void>
  run(session: number, input: Float32Array, batch: number): Promise<Outputs>
  drop(session: number): void
  /** Requests that are not answered yet. */
  waiting(): number
  end(): void
}

/** Starts a thread on an execution provider of ONNX Runtime. Rejects where the provider does not start. */
export async function startThread(provider: string): Promise<OnnxThread> {
  // Its standard output would be the command's own.
  const worker = new Worker(workerFile(), { workerData: { provider }, stdout: true })
  const open: { resolve(outputs: Outputs): void; reject(error: Error): void }[] = []
  /** Memory that earlier inputs went to the thread in. */
  const spare: Float32Array<ArrayBuffer>[] = []
  let ended: Error | null = null

  function fail(error: Error): void {
    ended ??= error
    for (const { reject } of open.splice(0)) reject(ended)
  }

  function wait(): Promise<Outputs> {
    if (ended) return Promise.reject(ended)
    // Idle threads do not keep the process alive, busy ones do.
    if (open.length === 0) worker.ref()
    return new Promise((resolve, reject) => open.push({ resolve, reject }))
  }

  function ask(request: Request, transfer: ArrayBuffer[] = []): Promise<Outputs> {
    const answer = wait()
    if (!ended) worker.postMessage(request, transfer)
    return answer
  }

  function copyOf(input: Float32Array): Float32Array<ArrayBuffer> {
    const memory = spare.pop()
    if (memory?.length !== input.length) return new Float32Array(input)
    memory.set(input)
    return memory
  }

  worker.on('message', (answer: Answer) => {
    const request = open.shift()
    if (open.length === 0) worker.unref()
    if ('failure' in answer) request?.reject(new Error(answer.failure))
    else {
      if (answer.input) spare.push(answer.input)
      request?.resolve(answer.outputs)
    }
  })
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', () => fail(new Error('the thread of ONNX Runtime has ended')))

  try {
    await wait()
  } catch (error) {
    void worker.terminate()
    throw error
  }
  return {
    async load(session, model, shape) {
      await ask({ type: 'load', session, model, shape })
    },
    run(session, input, batch) {
      const copy = copyOf(input)
      return ask({ type: 'run', session, input: copy, batch }, [copy.buffer])
    },
    drop(session) {
      // A thread that has ended has dropped everything.
      ask({ type: 'drop', session }).catch(() => undefined)
    },
    waiting: () => open.length,
    end: () => void worker.terminate()
  }
}

/** From source it lies beside this file; built, beside the program, whose shared parts lie one folder deeper. */
function workerFile(): string {
  const here = import.meta.dirname
  if (import.meta.filename.endsWith('.ts')) return join(here, 'onnxWorker.ts')
  return join(basename(here) === 'chunks' ? dirname(here) : here, 'onnxWorker.js')
}

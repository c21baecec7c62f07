import { rename, writeFile } from 'node:fs/promises'
import { parentPort } from 'node:worker_threads'
import { type ChunkPlan, makeChunk } from './chunk.ts'

/** Makes the chunks that it is told to, and answers with the name of the file when it is whole. */
parentPort?.on('message', ({ plan, file }: { plan: ChunkPlan; file: string }) => {
  void (async () => {
    await writeFile(`${file}.part`, makeChunk(plan))
    await rename(`${file}.part`, file)
    parentPort?.postMessage(file)
  })()
})

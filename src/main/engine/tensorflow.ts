import type { Engine } from './engine.ts'
import { loadBackend, type TensorflowId } from './tensorflowBackend.ts'
import { loadSession } from './tensorflowSession.ts'

/** Starts TensorFlow.js. Throws an UnavailableError that says how to get it where it is not there or does not start. */
export async function createTensorflowEngine(id: TensorflowId): Promise<Engine> {
  const version = await loadBackend(id)
  const sessions = new Set<{ dispose(): void }>()
  return {
    id,
    version,
    async load(graph) {
      await loadBackend(id)
      const session = loadSession(id, graph)
      sessions.add(session)
      return {
        async run(input, batch) {
          // Another model may have been the end of the backend since.
          await loadBackend(id)
          return session.run(input, batch)
        },
        dispose() {
          if (sessions.delete(session)) session.dispose()
        }
      }
    },
    dispose() {
      for (const session of sessions) session.dispose()
      sessions.clear()
    }
  }
}

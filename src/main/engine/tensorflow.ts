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
      const session = loadSession(id, graph)
      sessions.add(session)
      return {
        run: async (input, batch) => session.run(input, batch),
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

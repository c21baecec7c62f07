import type { Vertices } from './polygon.ts'

/** What was drawn before and after the present state, for undo and redo. */
export interface VertexHistory {
  past: readonly Vertices[]
  now: Vertices
  future: readonly Vertices[]
}

export function beginHistory(now: Vertices): VertexHistory {
  return { past: [], now, future: [] }
}

/** A step that can be undone; what could be redone is gone. */
export function step({ past, now }: VertexHistory, next: Vertices): VertexHistory {
  return { past: [...past, now], now: next, future: [] }
}

/** A change within a step, as while a vertex is dragged. */
export function adjust(history: VertexHistory, next: Vertices): VertexHistory {
  return { ...history, now: next }
}

export function undo(history: VertexHistory): VertexHistory {
  const { past, now, future } = history
  const before = past.at(-1)
  return before ? { past: past.slice(0, -1), now: before, future: [now, ...future] } : history
}

export function redo(history: VertexHistory): VertexHistory {
  const { past, now, future } = history
  const next = future[0]
  return next ? { past: [...past, now], now: next, future: future.slice(1) } : history
}

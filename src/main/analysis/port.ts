/** How a job process talks with the process that started it. */
export interface Port {
  send(message: unknown): void
  onMessage(handler: (message: unknown) => void): void
  /** Called when the other side is gone. */
  onClose(handler: () => void): void
  /** Lets the process end. */
  close(): void
}

/** The part of Electron's `process.parentPort` that is used; there is none under Node. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', handler: (event: { data: unknown }) => void): void
}

/** The port of this process: Electron's utility process or a child process of Node. */
export function jobPort(): Port {
  const { parentPort } = process as { parentPort?: ParentPort }
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (handler) => parentPort.on('message', ({ data }) => handler(data)),
      onClose: () => undefined, // Electron ends its utility processes itself
      // The last message is on its way for a moment after it was posted.
      close: () => void setTimeout(() => process.exit(0), 200)
    }
  }
  return {
    send(message) {
      // Where the other side is gone, or goes at this moment, there is nobody to tell.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
    },
    onMessage: (handler) => process.on('message', handler),
    onClose: (handler) => process.on('disconnect', handler),
    close() {
      if (process.connected) process.disconnect()
    }
  }
}

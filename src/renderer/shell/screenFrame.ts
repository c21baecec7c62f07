/**
 * Puts drawing off to the next screen frame. However often `draw` is called until then, the newest drawing runs, once:
 * none is put off again, so that playing, which draws anew in every screen frame, cannot starve it.
 */
export function screenFrame(): { draw(action: () => void): void; stop(): void } {
  let newest: (() => void) | null = null
  let request = 0
  return {
    draw(action) {
      if (newest === null) {
        request = requestAnimationFrame(() => {
          const run = newest
          newest = null
          run?.()
        })
      }
      newest = action
    },
    stop() {
      cancelAnimationFrame(request)
      newest = null
    }
  }
}

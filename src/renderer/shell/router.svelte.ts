import { formatRoute, isFramed, parseRoute, type FramedRoute, type Route } from './route.ts'

/** Browsers refuse more than a few hundred changes of the address in half a minute; scrubbing makes more. */
const addressDelay = 250

class Router {
  current = $state.raw<Route>(parseRoute(location.hash))
  #pending: ReturnType<typeof setTimeout> | undefined

  #isNew = false

  constructor() {
    // Browsers that lack it keep a new screen where the one before was scrolled to.
    if ('navigation' in globalThis)
      navigation.addEventListener('navigate', ({ navigationType }) => (this.#isNew = navigationType === 'push'))
    addEventListener('hashchange', () => {
      clearTimeout(this.#pending)
      this.current = parseRoute(location.hash)
      // A screen that is gone to begins at its top; going back finds its place by itself.
      if (this.#isNew) scrollTo(0, 0)
    })
  }

  go(route: Route): void {
    clearTimeout(this.#pending)
    location.hash = formatRoute(route)
  }

  /** Notes the frame of the screen that is shown in the address, without a step in the history. */
  noteFrame(shown: FramedRoute): void {
    clearTimeout(this.#pending)
    this.#pending = setTimeout(() => {
      // Whoever has gone elsewhere meanwhile must not be taken back.
      const at = parseRoute(location.hash)
      if (isFramed(at) && formatRoute({ ...at, frame: null }) === formatRoute({ ...shown, frame: null }))
        history.replaceState(null, '', formatRoute(shown))
    }, addressDelay)
  }
}

export const router = new Router()

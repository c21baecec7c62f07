/** The place in the app, as it stands in the address after '#', so that a reload or a link finds it again. */
export type Route =
  | { screen: 'library' }
  /** `model` is the one to analyse it with, where a person came from a model. */
  | { screen: 'drive'; drive: string; model?: string }
  | { screen: 'model'; model: string }
  /** `frame` null opens the worst frame of the worst event. */
  | { screen: 'review'; run: string; frame: number | null }
  /** Two to four runs of one drive. `frame` null opens the one in which they disagree most. */
  | { screen: 'compare'; runs: string[]; frame: number | null }
  | { screen: 'settings' }

/** A screen that shows a frame. */
export type FramedRoute = Extract<Route, { frame: number | null }>

export function isFramed(route: Route): route is FramedRoute {
  return 'frame' in route
}

/** Reads a location hash such as '#/review/0a1b?frame=123'. Anything unknown is the library. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [screen, id] = path.split('/').map(decoded)
  if (screen === 'settings') return { screen }
  if (screen === 'drive' && id) {
    const model = new URLSearchParams(query).get('model')
    return model ? { screen, drive: id, model } : { screen, drive: id }
  }
  if (screen === 'model' && id) return { screen, model: id }
  if (screen === 'compare' && id)
    return { screen, runs: id.split(',').filter((run) => run !== ''), frame: frameOf(new URLSearchParams(query)) }
  if (screen === 'review' && id) return { screen, run: id, frame: frameOf(new URLSearchParams(query)) }
  return { screen: 'library' }
}

/** The text that a part of an address stands for; the part itself where it was cut or written by hand. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The hash of a route; `parseRoute` undoes it. */
export function formatRoute(route: Route): string {
  switch (route.screen) {
    case 'library':
      return '#/'
    case 'settings':
      return '#/settings'
    case 'drive':
      return `#/drive/${encodeURIComponent(route.drive)}${route.model ? `?model=${encodeURIComponent(route.model)}` : ''}`
    case 'model':
      return `#/model/${encodeURIComponent(route.model)}`
    case 'compare':
      return `#/compare/${route.runs.map(encodeURIComponent).join(',')}${atFrame(route)}`
    case 'review':
      return `#/review/${encodeURIComponent(route.run)}${atFrame(route)}`
  }
}

function atFrame({ frame }: { frame: number | null }): string {
  return frame === null ? '' : `?frame=${frame}`
}

function frameOf(query: URLSearchParams): number | null {
  const text = query.get('frame')
  return text !== null && /^\d+$/.test(text) ? Number(text) : null
}

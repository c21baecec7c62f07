import type { WorldSpec } from '../world/world.ts'
import type { Sheet, View } from './view.ts'

/** What the page is asked to do. */
export type Order = { show: WorldSpec } | { take: View[]; sheet: Sheet }

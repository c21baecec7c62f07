import { z } from 'zod'
import { eventSorts, type EventSort } from './eventListing.ts'

const key = 'lanegaze.events'
const Kept = z.object({
  sort: z.enum(eventSorts).catch('priority'),
  goesOn: z.boolean().catch(true)
})

/** How a person goes through events, on this machine. Kept from one visit to the next. */
export class ListSettings {
  sort = $state<EventSort>('priority')
  /** After a verdict the next event without one comes by itself. */
  goesOn = $state(true)

  constructor() {
    try {
      Object.assign(this, Kept.parse(JSON.parse(localStorage.getItem(key) ?? '{}')))
    } catch {
      // Without storage, or with nonsense in it, they are as they come.
    }
  }

  change(settings: { sort?: EventSort; goesOn?: boolean }): void {
    Object.assign(this, settings)
    try {
      localStorage.setItem(key, JSON.stringify({ sort: this.sort, goesOn: this.goesOn }))
    } catch {
      // They last as long as the page.
    }
  }
}

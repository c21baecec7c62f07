const key = 'lanegaze.signals'

/** Names of the signals that are shown as tracks; kept from one visit to the next, and from drive to drive. */
export class SignalChoice {
  names = $state.raw<readonly string[]>(restored())

  has(name: string): boolean {
    return this.names.includes(name)
  }

  toggle(name: string): void {
    this.names = this.has(name) ? this.names.filter((other) => other !== name) : [...this.names, name]
    try {
      localStorage.setItem(key, JSON.stringify(this.names))
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function restored(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : []
  } catch {
    return []
  }
}

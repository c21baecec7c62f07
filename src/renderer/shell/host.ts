/** What only a desktop can do. The desktop host's preload puts it on `window`; a web page does without. */
export interface Host {
  kind: 'desktop' | 'web'
  /** Asks with the system's own dialog; null where the person backed out. */
  openDialog?(what: 'drive' | 'model'): Promise<string | null>
  /** Shows a file in the system's file manager. */
  reveal?(path: string): void | Promise<void>
  /** Where a dropped file lies on disk. */
  pathOf?(file: File): string
}

declare global {
  interface Window {
    lanegazeHost?: Host
  }
}

export const host: Host = window.lanegazeHost ?? { kind: 'web' }

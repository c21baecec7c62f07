/** What a key does on a screen. `keys` are values of KeyboardEvent.key, with 'Shift+' before them where it is held. */
export interface Binding<Screen> {
  keys: string[]
  /** As it stands on the sheet of keys. */
  shown: string[]
  label: string
  group: 'Moving' | 'Events' | 'Picture'
  run(screen: Screen): void
}

/** The binding of a key event; null where there is none, or where the key belongs to what has the focus. */
export function bindingOf<Screen>(bindings: readonly Binding<Screen>[], event: KeyboardEvent): Binding<Screen> | null {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOwnKey(event)) return null
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const name = event.shiftKey && event.key.length > 1 ? `Shift+${key}` : key
  return bindings.find((binding) => binding.keys.includes(name)) ?? null
}

/** True where all keys write or choose something. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return target.type !== 'range' && target.type !== 'checkbox'
  return target.closest('textarea, select, dialog, [contenteditable]') !== null
}

/** True for the few keys that a focused control answers to itself. */
function isOwnKey({ target, key }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement && target.type === 'range')
    return key.startsWith('Arrow') || /^(Home|End)$/.test(key)
  // Of a <details> its summary.
  const isPressed = target instanceof HTMLElement && target.matches('input, button, summary')
  return key === ' ' && isPressed
}

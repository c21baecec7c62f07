/**
 * What a key does on a screen. `keys` are values of KeyboardEvent.key, with 'Ctrl+' and 'Shift+' before them where these are held
 * (Shift counts for keys with a name, and beside Ctrl). Ctrl is the command key of a Mac too.
 */
export interface Binding<Screen> {
  keys: string[]
  /** As it stands on the sheet of keys. */
  shown: string[]
  label: string
  group: 'Moving' | 'Events' | 'Picture'
  /** @param key the one of `keys` that was pressed */
  run(screen: Screen, key: string): void
}

/** Does what a key event stands for on a screen; false where that is nothing, or the key belongs to what has the focus. */
export function runKey<Screen>(bindings: readonly Binding<Screen>[], event: KeyboardEvent, screen: Screen): boolean {
  if (event.altKey || isTyping(event.target) || isOwnKey(event)) return false
  const isCtrl = event.ctrlKey || event.metaKey
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const isShift = event.shiftKey && (event.key.length > 1 || isCtrl)
  const name = `${isCtrl ? 'Ctrl+' : ''}${isShift ? 'Shift+' : ''}${key}`
  const binding = bindings.find(({ keys }) => keys.includes(name))
  binding?.run(screen, name)
  return binding !== undefined
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

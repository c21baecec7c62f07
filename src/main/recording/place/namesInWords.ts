/** The first names of a list, and how many more there are: 'a, b, c and 4 more'. */
export function namesInWords(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}

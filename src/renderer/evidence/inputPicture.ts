/**
 * A picture as the model is given it, as pixels [height, width, RGBA] to draw.
 * @param base64 of 8 bit [height, width, channels]: three are red, green and blue, one is grey
 */
export function inputPixels(
  base64: string,
  { width, height, channels }: { width: number; height: number; channels: number }
): Uint8ClampedArray<ArrayBuffer> {
  const bytes = atob(base64)
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let colour = 0; colour < 3; colour++)
      pixels[pixel * 4 + colour] = bytes.charCodeAt(pixel * channels + Math.min(colour, channels - 1))
  return pixels
}

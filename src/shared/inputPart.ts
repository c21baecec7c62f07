/** One place for a picture in what a model takes, and what lies there. */
export interface InputPart {
  /** For people: 'channels 1 to 3', 'left'. */
  place: string
  shape: readonly [height: number, width: number, channels: number]
  /** The frame that is so many before the one at hand, or what is there instead of a frame. */
  holds: number | 'zero' | 'mean'
  /** True for the one picture that maps are about. */
  explained: boolean
  /** Where the model gets the picture as six planes of half its height and width: see planesOf. */
  isPlanes?: true | undefined
}

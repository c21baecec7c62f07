import { channelsAfter, type RecipeStep } from '../../../shared/recipeStep.ts'
import { blurred } from './blur.ts'
import { locallyEqualised } from './clahe.ts'
import { converted } from './colours.ts'
import { equalised } from './equalise.ts'
import { like, type Pixels } from './pixels.ts'

/**
 * Does steps of a recipe, one after the other.
 * @param done the steps that made the picture what it is
 */
export function runSteps(picture: Pixels, steps: readonly RecipeStep[], done: readonly RecipeStep[] = []): Pixels {
  return steps.reduce((made, step, i) => runStep(made, step, channelsAfter([...done, ...steps.slice(0, i)])), picture)
}

function runStep(picture: Pixels, step: RecipeStep, channels: readonly string[]): Pixels {
  switch (step.step) {
    case 'blur':
      return blurred(picture, step)
    case 'colour':
      return converted(picture, step)
    case 'channel':
      return channelOf(picture, channels.indexOf(step.take))
    case 'equalise':
      return perChannel(picture, channels, step.channel, equalised)
    case 'clahe':
      return perChannel(picture, channels, step.channel, (channel) => locallyEqualised(channel, step))
  }
}

function channelOf(picture: Pixels, channel: number): Pixels {
  const out = like(picture, 1)
  for (let i = 0, at = channel; i < out.data.length; i++, at += picture.channels) out.data[i] = picture.data[at]!
  return out
}

/** Does something with one channel of a picture, or with each. */
function perChannel(
  picture: Pixels,
  channels: readonly string[],
  named: string | undefined,
  make: (channel: Pixels) => Pixels
): Pixels {
  const out = { ...picture, data: picture.data.slice() }
  channels.forEach((name, channel) => {
    if (named !== undefined && name !== named) return
    const { data } = make(channelOf(picture, channel))
    for (let i = 0, at = channel; i < data.length; i++, at += picture.channels) out.data[at] = data[i]!
  })
  return out
}

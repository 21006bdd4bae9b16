import { expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { newOnes, useAlarmSound } from './useAlarmSound'

it('sounds once for each alarm that begins to shout, and not while it goes on', async () => {
  const ids = ref<string[] | null>(['a'])
  let sounds = 0
  useAlarmSound(() => ids.value, () => void (sounds += 1))
  expect(sounds).toBe(1)
  ids.value = ['a', 'b']
  await nextTick()
  expect(sounds).toBe(2)
  ids.value = ['b']
  await nextTick()
  ids.value = ['b']
  await nextTick()
  expect(sounds).toBe(2)
  ids.value = null // the line was gone
  await nextTick()
  ids.value = ['b']
  await nextTick()
  expect(sounds).toBe(2)
})

it('knows which are new', () => {
  expect(newOnes(undefined, ['a'])).toEqual(['a'])
  expect(newOnes(['a', 'b'], ['b', 'c'])).toEqual(['c'])
})

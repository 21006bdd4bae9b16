import { useStorage } from '@vueuse/core'
import { watch } from 'vue'

const sounding = useStorage('alarm-sound', true)

/** Whether alarms sound in this browser: what a person chose. */
export const useSounding = () => sounding

/** Those that were not shouting before. */
export const newOnes = (before: readonly string[] | undefined, now: readonly string[]): string[] =>
  now.filter((id) => !before?.includes(id))

let heard: readonly string[] = [] // also while no page that shows alarms is open

/** A short sound once for each alarm that begins to shout; null while it is not known which do. */
export function useAlarmSound(ids: () => readonly string[] | null, sound: () => void = beep): void {
  watch(ids, (now) => {
    if (!now) return
    if (sounding.value && newOnes(heard, now).length) sound()
    heard = now
  }, { immediate: true })
}

function beep(): void {
  // A browser plays nothing until somebody has touched the page.
  if (!('AudioContext' in globalThis) || !navigator.userActivation?.hasBeenActive) return
  const context = new AudioContext()
  const volume = new GainNode(context, { gain: 0.15 })
  volume.connect(context.destination)
  for (const [at, frequency] of [[0, 880], [0.18, 660]] as const) {
    const tone = new OscillatorNode(context, { frequency })
    tone.connect(volume)
    tone.start(context.currentTime + at)
    tone.stop(context.currentTime + at + 0.14)
    tone.onended = () => (at ? void context.close() : undefined)
  }
}

// The service worker is `public/sw.js`: it opens the page without a signal, and shows what is pushed.

/** Put it to work, and have it keep what this page is made of; done once it hears every request. */
export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  await serviceWorker.register('/sw.js')
  const { active } = await serviceWorker.ready
  if (!serviceWorker.controller)
    await new Promise((done) => serviceWorker.addEventListener('controllerchange', done, { once: true }))
  const loaded = performance.getEntriesByType('resource').map((one) => one.name)
  const own = loaded.filter((one) => one.startsWith(`${location.origin}/assets/`))
  active?.postMessage({ keep: ['/', '/manifest.webmanifest', '/favicon.svg', ...own] })
}

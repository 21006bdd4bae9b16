// The team leader's phone without a signal: the page itself, the last answers it had, and pushes.
// Plain and complete as it stands: it is served as it is written.

const SHELL = 'shell' // the page: files whose names bear a digest never change
const ANSWERS = 'answers' // what the server last said; only where a page asked for it to be kept
const MOST_FILES = 250
const WAIT_MS = 4000 // a line that does not answer by then is as good as none
const KEPT_WORDS = /^\/api\/v1\/(me|kinds|lifecycles)$/

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.add('/')).then(() => self.skipWaiting()))
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  if (event.data && Array.isArray(event.data.keep)) event.waitUntil(keepFiles(event.data.keep))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/assets/')) event.respondWith(keptFirst(request))
  else if (url.pathname.startsWith('/api/')) {
    if (request.headers.has('X-Keep') || KEPT_WORDS.test(url.pathname)) event.respondWith(newestFirst(request, ANSWERS))
  } else if (request.mode === 'navigate') event.respondWith(newestFirst(request, SHELL, '/'))
  else if (url.pathname !== '/sw.js') event.respondWith(newestFirst(request, SHELL))
})

self.addEventListener('push', (event) => {
  const told = event.data ? event.data.json() : {}
  event.waitUntil(Promise.all([show(told), told.kind === 'order' ? deliver(told) : null]))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPhone())
})

async function keepFiles(names) {
  const cache = await caches.open(SHELL)
  await Promise.all(names.map(async (name) => (await cache.match(name)) || cache.add(name).catch(() => undefined)))
  const files = await cache.keys()
  const old = files.filter((one) => new URL(one.url).pathname.startsWith('/assets/')).slice(0, -MOST_FILES)
  await Promise.all(old.map((one) => cache.delete(one)))
}

async function keptFirst(request) {
  const cache = await caches.open(SHELL)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

async function newestFirst(request, box, name = request) {
  const cache = await caches.open(box)
  const kept = await cache.match(name)
  try {
    // Without anything kept, a slow line is waited for.
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(WAIT_MS) } : {})
    if (answer.ok) await cache.put(name, answer.clone())
    return answer
  } catch (problem) {
    if (kept) return kept
    throw problem
  }
}

function show({ title = '驰援', body = '', tag, urgent = false }) {
  return self.registration.showNotification(title, {
    body,
    tag,
    renotify: Boolean(tag),
    requireInteraction: urgent,
    vibrate: urgent ? [300, 100, 300, 100, 300] : [200],
    icon: '/icon-192.png',
    badge: '/icon-192.png',
  })
}

// Whichever channel is first, the order is delivered once.
async function deliver({ instruction_id: id }) {
  await fetch(`/api/v1/instructions/${encodeURIComponent(id)}/actions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"action":"deliver"}',
  }).catch(() => undefined)
}

async function openPhone() {
  const open = await self.clients.matchAll({ type: 'window' })
  if (open.length) return open[0].focus()
  return self.clients.openWindow('/#/phone')
}

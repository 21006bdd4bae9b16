// What must outlive a page that is closed without a signal: IndexedDB, one box, by name.

const BOX = 'kept'

function opened(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open('chiyuan-phone', 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore(BOX)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => fail(asked.error)
  })
}

/** What is kept under a name. */
export async function kept<T>(name: string): Promise<T | undefined> {
  const database = await opened()
  return new Promise((done, fail) => {
    const asked = database.transaction(BOX).objectStore(BOX).get(name)
    asked.onsuccess = () => done(asked.result as T | undefined)
    asked.onerror = () => fail(asked.error)
  })
}

/**
 * Change what is kept under a name, and return it once it would survive. Changes take turns, those
 * of other pages of this browser too: none is made on what another has just replaced.
 */
export async function changed<T>(name: string, change: (kept: T | undefined) => T): Promise<T> {
  const database = await opened()
  return new Promise((done, fail) => {
    const writing = database.transaction(BOX, 'readwrite', { durability: 'strict' })
    const box = writing.objectStore(BOX)
    const asked = box.get(name)
    let now: T
    asked.onsuccess = () => box.put((now = change(asked.result as T | undefined)), name)
    writing.oncomplete = () => done(now)
    writing.onerror = () => fail(writing.error)
  })
}

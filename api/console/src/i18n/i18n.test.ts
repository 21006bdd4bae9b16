import { describe, expect, it } from 'vitest'
import en from './en.json'
import zh from './zh.json'

const sources = import.meta.glob<string>(['../**/*.vue', '../**/*.ts', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

function keysOf(messages: object, before = ''): string[] {
  return Object.entries(messages).flatMap(([name, message]) =>
    typeof message === 'string' ? [before + name] : keysOf(message as object, `${before}${name}.`),
  )
}

describe('messages', () => {
  it('say the same things in both languages', () => {
    expect(keysOf(en)).toEqual(keysOf(zh))
  })

  it('are there for every key the sources name', () => {
    const known = new Set(keysOf(zh))
    const named = Object.values(sources).flatMap((text) =>
      [...text.matchAll(/(?<![\w.])\$?t\(\s*'([^']+)'/g)].map((found) => found[1] ?? ''),
    )
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((key) => !known.has(key))).toEqual([])
  })
})

import { describe, expect, it, vi } from 'vitest'
import { i18n } from '.'
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

  it('are told of as an error where a page asks for one that is not there', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(i18n.global.t('no.such.words')).toBe('no.such.words')
    expect(said.mock.calls.flat().join()).toContain('no.such.words')
    said.mockRestore()
  })
})

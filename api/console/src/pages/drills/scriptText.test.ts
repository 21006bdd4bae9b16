import { expect, it } from 'vitest'
import { rangeOf, TEMPLATE, withInject } from './scriptText'

const ONE = { atMin: 7, lon: 108.9123456, lat: 34.25, kind: 'gas', name: '漏气: 三号楼' }

it('puts an inject behind those that are there, before what follows', () => {
  const all = withInject(TEMPLATE, ONE).split('\n')
  const at = all.indexOf('    - at_min: 7')
  expect(all[at - 1]).toContain('within_min: 10, points: 20')
  expect(all[at + 1]).toBe('      name: {zh: "漏气: 三号楼", en: "漏气: 三号楼"}')
  expect(all[at + 2]).toBe('      report: {kind: gas, lon: 108.91235, lat: 34.25}')
  expect(all[at + 4]).toBe('  objectives:')
})

it('makes the script where there is none', () => {
  expect(withInject('name: x\n', ONE)).toMatch(/^name: x\nscript:\n {2}injects:\n {4}- at_min: 7\n/)
  expect(withInject('script:\n  weather: []\nseed: 1\n', ONE)).toMatch(
    /^script:\n {2}injects:\n {4}- at_min: 7\n[\s\S]* {2}weather: \[\]\nseed: 1\n$/,
  )
  expect(withInject('script:\n  injects: []\n', ONE)).toMatch(/^script:\n {2}injects:\n {4}- at_min: 7/)
})

it('leaves remarks and empty lines behind the last inject where they are', () => {
  const text = 'script:\n  injects:\n    - at_min: 1\n      name: {zh: a, en: a}\n\n  # then\n  weather: []\n'
  const all = withInject(text, ONE).split('\n')
  expect(all.slice(3, 5)).toEqual(['      name: {zh: a, en: a}', '    - at_min: 7'])
  expect(all.at(-2)).toBe('  weather: []')
})

it('selects a line', () => {
  expect(rangeOf('ab\ncde\nf', 2)).toEqual([3, 6])
})

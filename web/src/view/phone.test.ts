import { expect, test } from 'vitest'
import { countryOf, loginTokenIn, withCountry } from './phone'

const all = [
  { iso: 'FR', name: 'France', code: '33' },
  { iso: 'US', name: 'United States', code: '1' },
  { iso: 'JM', name: 'Jamaica', code: '1876' },
]

test('the longest code that fits names the country', () => {
  expect(countryOf(all, '+1 876 555')?.iso).toBe('JM')
  expect(countryOf(all, '+1 212 555')?.iso).toBe('US')
  expect(countryOf(all, '0033')).toBeUndefined()
  expect(countryOf(all, '')).toBeUndefined()
})

test('choosing a country replaces the code and keeps the number', () => {
  expect(withCountry('+33 612', all[0], all[1]!)).toBe('+1 612')
  expect(withCountry('', undefined, all[0]!)).toBe('+33 ')
})

test('tokens are found in links of every form', () => {
  expect(loginTokenIn('tg://login?token=AQ_b-c')).toBe('AQ_b-c')
  expect(loginTokenIn('https://chat.example.org/#link=AQ_b-c')).toBe('AQ_b-c')
  expect(loginTokenIn(' AQ_b-cAQ_b-cAQ_b-cAQ_b-c ')).toBe('AQ_b-cAQ_b-cAQ_b-cAQ_b-c')
  expect(loginTokenIn('hello')).toBe('')
})

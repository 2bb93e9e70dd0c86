import { describe, expect, test } from 'vitest';
import { english, german } from './i18n';
import { fullTimeOf, instant, localOf, spanOf, timeOf } from './time';

const at = Date.parse('2025-11-06T03:12:40Z');
const s = 1000, min = 60 * s, h = 60 * min, d = 24 * h;

describe('times', () => {
  test.each([['2025-11-06T03:12:40Z', at], ['2025-11-06T03:12:40.123456Z', at + 123], ['2025-11-06T03:12:40+01:00', undefined], ['yesterday', undefined], ['2025-13-06T03:12:40Z', undefined], ['', undefined]])('%s is an instant of the node or none', (text, found) => expect(instant(text)).toBe(found));
  test.each([[0, '0 s'], [59 * s, '59 s'], [25 * min + 59 * s, '25 min'], [10 * h + 49 * min + 51 * s, '10 h 49 min'], [3 * h + 6 * min, '3 h 06 min'], [2 * h, '2 h'], [d + 6 * h + 59 * min, '1 d 6 h'], [2 * d, '2 d'], [20 * d + 5 * h, '20 d'], [-3 * h - 6 * min, '3 h 06 min']])('%d ms are never more than they are', (span, words) => expect(spanOf(span)).toBe(words));
  test('of these days have a weekday, others a date, others still a year', () => {
    expect(timeOf(at + 11 * h, at, english)).toBe('Thu 14:12:40');
    expect(timeOf(at + 8 * d, at, english)).toBe('14 Nov 03:12');
    expect(timeOf(at - 400 * d, at, english)).toBe('2 Oct 2024 03:12');
    expect(timeOf(at + 11 * h, at, german)).toBe('Do 14:12:40');
  });
  test('are UTC in full, and local beside it', () => {
    expect(fullTimeOf(at, english)).toBe('Thursday, 6 November 2025 at 03:12:40 UTC'.replace(' at ', ', '));
    expect(fullTimeOf(at, german)).toBe('Donnerstag, 6. November 2025, 03:12:40 UTC');
    expect(localOf(at, english, 'Europe/Berlin')).toMatch(/^04:12 (CET|GMT\+1)$/);
  });
});

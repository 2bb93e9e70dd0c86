// Times in words. Every one is exact and of the node; the words stand beside it and never instead. Times are UTC, since
// two parties read the same page, and the local time is beside it where there is room.
import { language, t, type Language } from './i18n';

const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

// An instant of the node's ("2025-11-06T14:02:31.123456Z"); undefined when it is none.
export function instant(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text)) return undefined;
  const at = Date.parse(text.replace(/(\.\d{3})\d+Z$/, '$1Z'));
  return Number.isNaN(at) ? undefined : at;
}

const made = new Map<string, Intl.DateTimeFormat>();

function formatted(at: number, options: Intl.DateTimeFormatOptions, of: Language, zone: string | undefined): string {
  const key = `${of.tag} ${zone ?? ''} ${JSON.stringify(options)}`;
  let format = made.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(of.tag === 'en' ? 'en-GB' : of.tag, { ...options, ...(zone === undefined ? {} : { timeZone: zone }), numberingSystem: 'latn' });
    made.set(key, format);
  }
  return format.format(at);
}

const hms: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const hm: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

export function clockOf(at: number, of: Language = language.value): string {
  return formatted(at, hms, of, 'UTC');
}

export function dayOf(at: number, of: Language = language.value): string {
  return formatted(at, { weekday: 'short', day: 'numeric', month: 'short' }, of, 'UTC');
}

// In the zone of the browser unless another is named, with its name, for the line under the clock.
export function localOf(at: number, of: Language = language.value, zone?: string): string {
  return formatted(at, { ...hm, timeZoneName: 'short' }, of, zone);
}

// Short where that is not ambiguous: today and the days around it by weekday, others by date, other years in full.
export function timeOf(at: number, now: number, of: Language = language.value): string {
  const days = Math.abs(Math.floor(at / day) - Math.floor(now / day));
  if (days < 6) return `${formatted(at, { weekday: 'short' }, of, 'UTC')} ${clockOf(at, of)}`;
  const year = new Date(at).getUTCFullYear() !== new Date(now).getUTCFullYear();
  return `${formatted(at, { day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}) }, of, 'UTC')} ${formatted(at, hm, of, 'UTC')}`;
}

// All of it, for titles and what is read aloud.
export function fullTimeOf(at: number, of: Language = language.value): string {
  return `${formatted(at, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, of, 'UTC')}, ${clockOf(at, of)} UTC`;
}

// "10 h 49 min", "1 d 6 h", "25 min", "40 s": two units, rounded down, so that no time left is ever more than there is.
export function spanOf(milliseconds: number): string {
  const left = Math.abs(milliseconds);
  if (left < minute) return t('time.s', { s: Math.floor(left / second) });
  if (left < hour) return t('time.min', { min: Math.floor(left / minute) });
  if (left < day) {
    const h = Math.floor(left / hour), min = Math.floor((left % hour) / minute);
    return min === 0 ? t('time.h', { h }) : t('time.h-min', { h, min: String(min).padStart(2, '0') });
  }
  const d = Math.floor(left / day), h = Math.floor((left % day) / hour);
  return h === 0 || d > 13 ? t('time.d', { d }) : t('time.d-h', { d, h });
}

// Browser functions for the pages that Blazor does not provide.

import { watchColumns } from './columns.js';
import { watchRows } from './rows.js';

export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

// How this browser's language writes moments and days: the order of the parts, and the text of each month, day and hour. Calendar and
// digits are those of the rest of the page.
export function timePatterns() {
  const patternOf = options => {
    const format = new Intl.DateTimeFormat(navigator.languages, { ...options, calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' });
    const parts = (month, day, hour) => format.formatToParts(Date.UTC(2026, month, day, hour, 30));
    const texts = (type, count, partsOf) =>
      Array.from({ length: count }, (_, i) => partsOf(i).find(part => part.type === type)?.value).filter(text => text !== undefined);
    return {
      parts: parts(0, 1, 0).map(({ type, value }) => ({ type, text: type === 'literal' ? value : null })),
      months: texts('month', 12, i => parts(i, 1, 0)),
      days: texts('day', 31, i => parts(0, i + 1, 0)),
      hours: texts('hour', 24, i => parts(0, 1, i)),
      periods: texts('dayPeriod', 24, i => parts(0, 1, i)),
    };
  };
  try {
    return { moment: patternOf({ dateStyle: 'medium', timeStyle: 'short' }), day: patternOf({ day: 'numeric', month: 'short' }) };
  } catch {
    return null;
  }
}

export const rememberTheme = choice => {
  document.cookie = `ap-theme=${choice}; path=/; max-age=31536000; samesite=strict`;
};

export const copyText = text => navigator.clipboard.writeText(text);

export const scrollToTop = list => list.querySelector('.mud-table-container')?.scrollTo(0, 0);


export function download(address) {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

export function watchList(list, page) {
  if (!list) return; // Another one took its place.
  watchRows(list, page);
  if (list.dataset.leastWidth) watchColumns(list, page);
}

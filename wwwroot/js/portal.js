// Browser functions for the pages that Blazor does not provide.

export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

export const rememberTheme = choice => {
  document.cookie = `ap-theme=${choice}; path=/; max-age=31536000; samesite=strict`;
};

export const copyText = text => navigator.clipboard.writeText(text);

export const scrollToTop = list => list.querySelector('.mud-table-container')?.scrollTo(0, 0);


// Preferences stored in this browser; private windows may refuse.
export function recall(name) {
  try { return localStorage.getItem(`ap-${name}`); } catch { return null; }
}
export function keep(name, text) {
  try { localStorage.setItem(`ap-${name}`, text); return true; } catch { return false; }
}

export function download(address) {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}

export { watchRows } from './rows.js';

// Keyboard shortcuts of every page, ignored while the user types.

let stopped = () => {};

export function watch(portal) {
  let pending = 0;
  const typing = e => e.target.closest?.('input, textarea, select, [contenteditable="true"]');
  const dialogOpen = () => document.querySelector('.mud-dialog');

  if (/Mac|iP/.test(navigator.platform)) for (const hint of document.querySelectorAll('.ap-quick kbd')) hint.textContent = '⌘ K';

  // What is typed before the search's field is there, and goes into it then; null while it is not being opened.
  let early = null;
  let enters = false;
  const openSearch = () => {
    [early, enters] = ['', false];
    portal.invokeMethodAsync('PressAsync', 'search', '');
    const until = Date.now() + 4000;
    const hand = () => {
      const field = document.querySelector('.ap-quick-input');
      if (early === null) return;
      if (field && document.activeElement === field) {
        if (early) {
          field.value = early;
          field.dispatchEvent(new Event('input', { bubbles: true }));
        }
        if (enters) field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      } else if (Date.now() < until) {
        requestAnimationFrame(hand);
        return;
      }
      early = null;
    };
    requestAnimationFrame(hand);
  };
  const catchEarly = e => {
    if (early === null || e.ctrlKey || e.metaKey || e.altKey || !e.isTrusted) return;
    if (e.key.length === 1) early += e.key;
    else if (e.key === 'Backspace') early = early.slice(0, -1);
    else if (e.key === 'Enter') enters = true;
    else return;
    e.preventDefault();
    e.stopPropagation();
  };

  const press = e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      // Leaving the page closes the dialog and loses its input.
      if (!dialogOpen()) openSearch();
      return;
    }
    // The caret of a search field must not jump while arrows move through its results.
    if (e.target.matches?.('.ap-quick-input') && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) e.preventDefault();
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || dialogOpen()) return;

    const afterG = Date.now() < pending;
    pending = 0;
    if (afterG && /^[a-z]$/i.test(e.key)) {
      portal.invokeMethodAsync('PressAsync', 'go', e.key.toLowerCase());
    } else if (e.key === '/') {
      e.preventDefault();
      openSearch();
    } else if (e.key === '?') {
      portal.invokeMethodAsync('PressAsync', 'keys', '');
    } else if (e.key === 'u') {
      document.querySelector('.mud-snackbar .mud-snackbar-content-action button')?.click();
    } else if (e.key === 'g') {
      pending = Date.now() + 1500;
    }
  };
  // Scroll the chosen result into view.
  const follow = e => {
    if (e.target.matches?.('.ap-quick-input')) setTimeout(() => document.querySelector('.ap-quick-hit[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), 60);
  };
  document.addEventListener('keydown', catchEarly, true);
  document.addEventListener('keydown', press);
  document.addEventListener('keyup', follow);
  document.documentElement.dataset.keys = 'on';
  stopped = () => {
    delete document.documentElement.dataset.keys;
    document.removeEventListener('keydown', catchEarly, true);
    document.removeEventListener('keydown', press);
    document.removeEventListener('keyup', follow);
  };
}

export const stop = () => stopped();

// Keyboard shortcuts of every page, ignored while the user types.

let stopped = () => {};

export function watch(portal) {
  let pending = 0;
  const typing = e => e.target.closest?.('input, textarea, select, [contenteditable="true"]');
  const dialogOpen = () => document.querySelector('.mud-dialog');

  if (/Mac|iP/.test(navigator.platform)) for (const hint of document.querySelectorAll('.ap-quick kbd')) hint.textContent = '⌘ K';

  const press = e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      // Leaving the page closes the dialog and loses its input.
      if (!dialogOpen()) portal.invokeMethodAsync('PressAsync', 'search', '');
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
      portal.invokeMethodAsync('PressAsync', 'search', '');
    } else if (e.key === '?') {
      portal.invokeMethodAsync('PressAsync', 'keys', '');
    } else if (e.key === 'g') {
      pending = Date.now() + 1500;
    }
  };
  // Scroll the chosen result into view.
  const follow = e => {
    if (e.target.matches?.('.ap-quick-input')) setTimeout(() => document.querySelector('.ap-quick-hit[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), 60);
  };
  document.addEventListener('keydown', press);
  document.addEventListener('keyup', follow);
  document.documentElement.dataset.keys = 'on';
  stopped = () => {
    delete document.documentElement.dataset.keys;
    document.removeEventListener('keydown', press);
    document.removeEventListener('keyup', follow);
  };
}

export const stop = () => stopped();

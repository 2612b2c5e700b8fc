// Texts that are edited where they are shown: a double click or F2 begins, Enter saves, Esc leaves. Leaving the field saves too, so that
// nothing typed is lost.

const open = e => e.target.closest?.('.ap-inline-open');
const click = (text, button) => text.querySelector(`.ap-inline-${button}`)?.click();

document.addEventListener('dblclick', e => {
  const text = e.target.closest('[data-inline]');
  if (!text || open(e)) return;
  getSelection().removeAllRanges();
  click(text, 'edit');
});

// The field keeps the focus when one of its buttons is pressed: leaving it would save.
document.addEventListener('mousedown', e => {
  if (open(e) && e.target.closest('button')) e.preventDefault();
});

document.addEventListener('keydown', e => {
  const text = open(e);
  if (!text) {
    if (e.key === 'F2' && e.target.closest?.('[data-inline]')) click(e.target.closest('[data-inline]'), 'edit');
    return;
  }
  if (e.isComposing || !e.target.matches('textarea')) return;
  if (e.key === 'Enter' && !(e.shiftKey && e.target.dataset.lines)) click(text, 'save');
  else if (e.key === 'Escape') click(text, 'cancel');
  else return;
  e.preventDefault();
  e.stopPropagation();
}, true);

document.addEventListener('focusout', e => {
  const text = open(e);
  if (!text || text.contains(e.relatedTarget)) return;
  // Another window, or a list that renders the row again, does not end it.
  setTimeout(() => {
    if (text.isConnected && document.hasFocus() && !text.contains(document.activeElement)) click(text, 'save');
  });
});

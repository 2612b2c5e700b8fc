// Keeps what is typed into forms with data-draft in this tab, and puts it back when the server has lost it: after a restart, and when the
// form was typed into before its page was live. Passwords are never kept. A draft ends with its form.

const longest = 24 * 60 * 60 * 1000;
const fields = 'input:not([type=password], [type=checkbox], [type=radio], [type=file], [readonly]), textarea';
const isLive = () => document.documentElement.dataset.keys === 'on';
const draftOf = form => `ap-draft:${location.pathname}:${form.dataset.draft}`;
const nameOf = field => field.labels?.[0]?.textContent.trim() || field.getAttribute('aria-label') || field.name;

const seen = new WeakSet();
let shown = new Set();
let carried = null; // What a field that was not restored yet continues.
let focused = null; // The field that was typed into last: its draft, name, element and when.

function read(key) {
  try {
    const draft = JSON.parse(sessionStorage.getItem(key));
    return draft && Date.now() - draft.at < longest ? draft.texts : {};
  } catch { return {}; }
}

function write(key, texts) {
  try { sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), texts })); } catch { /* Storage is blocked or full. */ }
}

document.addEventListener('input', e => {
  const form = e.target.closest('[data-draft]');
  if (!form || !e.isTrusted || !e.target.matches(fields) || !nameOf(e.target)) return;
  const [key, name, texts] = [draftOf(form), nameOf(e.target), read(draftOf(form))];
  // A field that has just replaced the one before is empty: what it gets continues the text.
  const isNew = focused?.key === key && focused.name === name && !focused.field.isConnected && !seen.has(form);
  if (isNew) carried = { field: e.target, text: texts[name] ?? '' };
  write(key, { ...texts, [name]: (carried?.field === e.target ? carried.text : '') + e.target.value });
  focused = { key, name, field: e.target, at: Date.now() };
}, true);

// When the page becomes live, its fields are replaced: what is typed before the new one has the focus would go to the body.
document.addEventListener('keydown', e => {
  if (!focused || focused.field.isConnected || e.target !== document.body || Date.now() - focused.at > 2000) return;
  if (e.key.length !== 1 || e.ctrlKey || e.metaKey || e.altKey) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  const texts = read(focused.key);
  write(focused.key, { ...texts, [focused.name]: (texts[focused.name] ?? '') + e.key });
  focused.at = Date.now();
}, true);

function restore(form) {
  if (form.contains(carried?.field)) carried = null;
  const key = draftOf(form);
  const texts = read(key);
  let restored = 0;
  for (const field of form.querySelectorAll(fields)) {
    const text = texts[nameOf(field)];
    if (text === undefined || text === field.value) continue;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    restored++;
    if (focused?.key === key && focused.name === nameOf(field) && document.activeElement !== field) {
      focused = { ...focused, field };
      field.focus();
      field.setSelectionRange?.(text.length, text.length);
    }
  }
  // Typed a moment ago, before the page was live: nothing that needs an explanation.
  if (restored && focused?.key !== key) tell();
}

function tell() {
  const note = document.createElement('div');
  note.className = 'ap-draft-note';
  note.setAttribute('role', 'status');
  note.textContent = 'What you had typed here is restored.';
  document.body.append(note);
  setTimeout(() => note.remove(), 6000);
}

function look() {
  if (!isLive()) return;
  const forms = [...document.querySelectorAll('[data-draft]')];
  const keys = new Set(forms.map(draftOf));
  for (const key of shown.difference(keys)) sessionStorage.removeItem(key);
  shown = keys;
  for (const form of forms) {
    if (seen.has(form)) continue;
    seen.add(form);
    restore(form);
  }
}

// The next person at this browser must not see them.
document.addEventListener('submit', e => {
  if (!e.target.matches('[action$="account/logout"]')) return;
  for (const key of Object.keys(sessionStorage)) if (key.startsWith('ap-draft:')) sessionStorage.removeItem(key);
}, true);

let isDue = false;
new MutationObserver(() => {
  if (isDue) return;
  isDue = true;
  setTimeout(() => { isDue = false; look(); }, 0);
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-keys'] });

// A form is sent once: a double click sends it twice before the server can disable its button, and more so over a slow connection.
const pause = 700;

document.addEventListener('submit', e => {
  const form = e.target;
  // passkeys.js delays a form, asks the device, and then submits it.
  if (form.dataset.ask) return;
  if (form.dataset.sent) {
    e.preventDefault();
    e.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = 'yes';
  e.submitter?.classList.add('ap-sent');
  setTimeout(() => {
    delete form.dataset.sent;
    e.submitter?.classList.remove('ap-sent');
  }, pause);
}, { capture: true });

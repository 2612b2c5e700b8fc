// Times on pages without a connection (time[data-moment]) in the viewer's time zone and language, as LocalTime writes them on the others.
const format = new Intl.DateTimeFormat(navigator.languages, { dateStyle: 'medium', timeStyle: 'short', calendar: 'gregory', numberingSystem: 'latn' });
const isUtc = format.resolvedOptions().timeZone === 'UTC';

function show() {
  for (const time of document.querySelectorAll('time[data-moment]')) {
    time.textContent = format.format(new Date(time.dateTime)) + (isUtc ? ' UTC' : '');
  }
}

show();
Blazor.addEventListener('enhancedload', show);

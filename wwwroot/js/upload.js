// Sends files from the upload page in separate requests: a large file would block everything else on the page's connection.
// The server reports the progress, to this page and to others.

const sending = new Map();

// Leaving the document aborts the request; navigating within the app does not.
const warn = event => event.preventDefault();

function send(file, target) {
  const request = new XMLHttpRequest();
  sending.set(target.id, request);
  addEventListener('beforeunload', warn);
  return new Promise(resolve => {
    request.onloadend = () => {
      sending.delete(target.id);
      if (sending.size === 0)
        removeEventListener('beforeunload', warn);
      resolve(request.status >= 200 && request.status < 300 ? null : request.status >= 400 ? request.responseText : '');
    };
    request.open('POST', target.address);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader(target.tokenHeader, target.token);
    request.send(file);
  });
}

export const stop = id => sending.get(id)?.abort();

export function listen(page, input, dotnet) {
  const ears = new AbortController();
  const on = (target, name, act) => target.addEventListener(name, act, { signal: ears.signal });
  const holdsFiles = event => event.dataTransfer?.types.includes('Files');
  const mark = over => page.classList.toggle('ap-dropping', over);

  async function take(files) {
    const target = await dotnet.invokeMethodAsync('AnnounceAsync', files[0].name, files[0].size, files.length);
    if (!target)
      return;
    const fault = await send(files[0], target);
    if (fault !== null)
      await dotnet.invokeMethodAsync('SendingFailedAsync', target.id, fault).catch(() => { /* The page is gone; the server has noticed by itself. */ });
  }

  on(input, 'change', () => {
    const files = [...input.files];
    // So that the same file can be chosen again after a correction.
    input.value = '';
    if (files.length > 0)
      take(files);
  });
  on(document, 'dragover', event => {
    if (!holdsFiles(event))
      return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    mark(true);
  });
  on(document, 'dragleave', event => {
    if (event.relatedTarget === null)
      mark(false);
  });
  on(document, 'drop', event => {
    if (!holdsFiles(event))
      return;
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length > 0)
      take([...event.dataTransfer.files]);
  });
  return { dispose: () => ears.abort() };
}

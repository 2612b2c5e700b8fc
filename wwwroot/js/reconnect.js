// Shows the connection's state in the dialog of ReconnectDialog.razor, and reconnects the page.
const dialog = document.getElementById('components-reconnect-modal');

dialog.addEventListener('components-reconnect-state-changed', event => {
  switch (event.detail.state) {
    case 'show':
      if (!dialog.open)
        dialog.showModal();
      break;
    case 'hide':
      dialog.close();
      break;
    case 'failed':
      document.addEventListener('visibilitychange', retryWhenVisible);
      break;
    case 'rejected':
      location.reload();
      break;
  }
});

document.getElementById('components-reconnect-button').addEventListener('click', retry);
document.getElementById('components-resume-button').addEventListener('click', resume);

async function retry() {
  document.removeEventListener('visibilitychange', retryWhenVisible);
  try {
    // False: the server responds, but no longer knows this page; a paused page may still be resumed.
    if (await Blazor.reconnect())
      return;
    if (await Blazor.resumeCircuit())
      dialog.close();
    else
      location.reload();
  } catch {
    document.addEventListener('visibilitychange', retryWhenVisible);
  }
}

async function resume() {
  try {
    if (!await Blazor.resumeCircuit())
      location.reload();
  } catch {
    dialog.classList.replace('components-reconnect-paused', 'components-reconnect-resume-failed');
  }
}

async function retryWhenVisible() {
  if (document.visibilityState === 'visible')
    await retry();
}

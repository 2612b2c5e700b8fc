// Asks the browser's passkeys (WebAuthn) what a form around a button is to be sent with. Ids and keys travel as base64url.

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = buffer => buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined;

/** What to ask, as the portal says it. */
async function question(form, signal) {
  const answer = await fetch(form.dataset.ask, { method: 'POST', signal, headers: { RequestVerificationToken: form.elements.__RequestVerificationToken.value } });
  if (!answer.ok) throw new Error(answer.status === 401 ? 'Your session has ended. Sign in again.' : await answer.text() || 'The portal does not answer. Try again.');
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const known of [...options.excludeCredentials ?? [], ...options.allowCredentials ?? []]) known.id = bytes(known.id);
  return options;
}

/** The browser's answer as the portal reads it; written out, since not every browser and password manager has toJSON. */
function answerOf(credential) {
  const { response } = credential;
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: text(response.authenticatorData ?? response.getAuthenticatorData?.()),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  });
}

const words = error => ({
  NotAllowedError: 'No passkey was taken: you or the device said no, or it took too long. Try again.',
  InvalidStateError: 'This device has a passkey for your account already.',
  SecurityError: 'Passkeys work only where the portal is opened by its own name.',
})[error.name] ?? error.message;

function watch(form) {
  const fault = form.querySelector('.ap-account-fault');
  const field = form.elements['Input.Credential'];
  const waiting = new AbortController();

  const ask = async more => {
    const publicKey = await question(form, more.signal);
    const credential = await (form.dataset.passkey === 'create' ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey, ...more }));
    field.value = answerOf(credential);
    form.requestSubmit();
  };

  form.addEventListener('submit', async e => {
    if (field.value) return;
    e.preventDefault();
    fault.hidden = true;
    waiting.abort();
    try {
      await ask({});
    } catch (error) {
      fault.textContent = words(error);
      fault.hidden = false;
    }
  });
  // Back from the page that it was sent to, it asks anew.
  addEventListener('pageshow', e => { if (e.persisted) field.value = ''; });
  form.hidden = false;
  return () => ask({ mediation: 'conditional', signal: waiting.signal }).catch(() => {});
}

if (window.PublicKeyCredential) {
  for (const none of document.querySelectorAll('[data-passkey-none]')) none.hidden = true;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const offer = watch(form);
    // The field for the address offers passkeys where the browser can.
    if (form.dataset.offer !== undefined && await PublicKeyCredential.isConditionalMediationAvailable?.()) offer();
  }
}

// Gets the response of a passkey (WebAuthn) for a form. Ids and keys are encoded as base64url.

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = buffer => buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined;

/** The WebAuthn options from the portal. */
async function question(form, signal) {
  const answer = await fetch(form.dataset.ask, { method: 'POST', signal, headers: { RequestVerificationToken: form.elements.__RequestVerificationToken.value } });
  if (!answer.ok) throw new Error(answer.status === 401 ? 'Your session has ended. Sign in again.' : await answer.text() || 'The portal does not answer. Try again.');
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const known of [...options.excludeCredentials ?? [], ...options.allowCredentials ?? []]) known.id = bytes(known.id);
  return options;
}

/** The browser's response as JSON; converted here, because not every browser and password manager has toJSON. */
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
  // After navigating back, it starts again.
  addEventListener('pageshow', e => { if (e.persisted) field.value = ''; });
  form.hidden = false;
  return () => ask({ mediation: 'conditional', signal: waiting.signal }).catch(() => {});
}

if (window.PublicKeyCredential) {
  for (const none of document.querySelectorAll('[data-passkey-none]')) none.hidden = true;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const offer = watch(form);
    // The address field offers passkeys if the browser supports it.
    if (form.dataset.offer !== undefined && await PublicKeyCredential.isConditionalMediationAvailable?.()) offer();
  }
}

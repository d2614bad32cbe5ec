// Passkeys: the browser asks its authenticator and the form sends what it answers.
for (const form of document.querySelectorAll('form[data-passkey]')) {
  const state = form.querySelector('[data-passkey-state]');
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
    state.textContent = state.dataset.missing;
    continue;
  }
  form.addEventListener('submit', async (event) => {
    const credential = form.elements.namedItem('credential');
    if (credential.value) return;
    event.preventDefault();
    const options = JSON.parse(form.dataset.options);
    try {
      const made = form.dataset.passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      credential.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      state.textContent = state.dataset.failed;
    }
  });
}

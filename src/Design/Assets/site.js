// Comforts only: every page works without this file.
import { sha256 } from './sha256.js';
import './list.js';

const summary = document.getElementById('errori');
if (summary) summary.focus();

// The refresh of a case being prepared: a link does the same by hand.
const refresh = document.querySelector('[data-refresh]');
if (refresh) setTimeout(() => location.reload(), Number(refresh.dataset.refresh) * 1000);

for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector('span').textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// Files go in pieces, so that a broken line loses nothing: the same file chosen again goes on where it stopped, known by its bytes. Without this the form
// sends it whole.
const pieceSize = 4 * 1024 * 1024;
for (const input of document.querySelectorAll('input[type=file][data-upload]')) {
  const state = document.querySelector(`[data-upload-state="${CSS.escape(input.dataset.upload)}"]`);
  const token = input.form?.querySelector('input[name=__RequestVerificationToken]');
  if (!state || !token) continue;
  const send = async (file, fingerprint, offset, piece) => {
    const body = new FormData();
    body.append('__RequestVerificationToken', token.value);
    body.append('question', input.dataset.upload);
    body.append('name', file.name);
    body.append('length', file.size);
    body.append('sha256', fingerprint);
    if (piece) { body.append('offset', offset); body.append('piece', piece, 'piece'); }
    const answer = await fetch(location.pathname.replace(/\/$/, '') + '/pezzi', { method: 'POST', body });
    // What is refused says why.
    if (!answer.ok && answer.status !== 400) throw new Error(String(answer.status));
    return answer.json();
  };
  input.addEventListener('change', async () => {
    try {
      for (const file of input.files) {
        state.textContent = `${state.dataset.uploading}: ${file.name}`;
        const fingerprint = await sha256(file);
        let known = await send(file, fingerprint);
        while (!known.error && !known.whole) {
          state.textContent = `${state.dataset.uploading}: ${file.name} ${Math.floor(100 * known.received / file.size)} %`;
          known = await send(file, fingerprint, known.received, file.slice(known.received, known.received + pieceSize));
        }
        if (known.error) { state.textContent = `${file.name}: ${known.error}`; input.value = ''; return; }
      }
      input.value = '';
      location.reload();
    } catch {
      state.textContent = state.dataset.failed;
    }
  });
}

// A form being written is kept as it is typed; while it cannot be kept the page says so and does not let itself be closed unnoticed.
for (const form of document.querySelectorAll('form[data-autosave]')) {
  const state = document.querySelector('[data-autosave-state]');
  const failed = document.querySelector('[data-autosave-failed]');
  let dirty = false, timer;
  const save = async () => {
    try {
      const kept = await fetch(form.dataset.autosave, { method: 'POST', body: new FormData(form), redirect: 'manual' });
      if (kept.status !== 204) throw new Error(String(kept.status));
      [dirty, failed.hidden] = [false, true];
      state.textContent = `${state.dataset.saved} ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })}`;
    } catch {
      failed.hidden = false;
      timer = setTimeout(save, 5000);
    }
  };
  form.addEventListener('input', () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, 2000); });
  form.addEventListener('submit', () => { dirty = false; clearTimeout(timer); });
  addEventListener('beforeunload', (event) => { if (dirty && !failed.hidden) event.preventDefault(); });
}

// Parts of a sheet that their owners fill come after it has opened; without this each is a page of its own, behind its link.
for (const panel of document.querySelectorAll('[data-panel]')) {
  fetch(panel.dataset.panel, { redirect: 'error' }).then(async (answer) => {
    const content = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-panel-content]');
    if (!content) return;
    content.querySelector('h1')?.remove();
    panel.querySelector('p')?.remove();
    panel.append(...content.childNodes);
  }).catch(() => {});
}

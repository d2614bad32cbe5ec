// Comforts only: every page works without this file.
import { sha256 } from './sha256.js';

const summary = document.getElementById('errori');
if (summary) summary.focus();

// The refresh of a case being prepared: a link does the same by hand.
const refresh = document.querySelector('[data-refresh]');
if (refresh) setTimeout(() => location.reload(), Number(refresh.dataset.refresh) * 1000);

const rows = () => [...document.querySelectorAll('tr[data-href]')];
let current = -1;
const move = (step) => {
  const all = rows();
  if (all.length === 0) return;
  all[current]?.classList.remove('lb-current');
  current = Math.min(all.length - 1, Math.max(0, current + step));
  all[current].classList.add('lb-current');
  all[current].scrollIntoView({ block: 'nearest' });
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, button, a, summary')) return;
  if (event.key === '/') { const box = document.getElementById('cerca-scrivania'); if (box) { event.preventDefault(); box.focus(); } }
  if (event.key === 'j') move(1);
  if (event.key === 'k') move(-1);
  if (event.key === 'Enter' && current >= 0) location.href = rows()[current].dataset.href;
});

for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector('span').textContent = button.dataset.copied;
  });
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

// On the work queue «x» chooses the current row.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'x' || event.target.closest('input:not([type=checkbox]), textarea, select') || current < 0) return;
  const box = rows()[current].querySelector('input[type=checkbox]');
  if (box) box.checked = !box.checked;
});

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

// Comforts only: every page works without this file.
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
  if (event.key === '/') { const box = document.getElementById('cerca-residente'); if (box) { event.preventDefault(); box.focus(); } }
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

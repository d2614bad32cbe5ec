// Lists by the keyboard: j and k, or the arrows once one is in the list, go from row to row; Enter opens, x chooses, / searches. The boxes say how many are chosen.
const rows = () => [...document.querySelectorAll('tr[data-row], tr[data-href]')];
let current;

const go = (step) => {
  const all = rows();
  if (all.length === 0) return;
  const next = all[Math.min(all.length - 1, Math.max(0, (current ? all.indexOf(current) : -1) + step))];
  current?.classList.remove('lb-current');
  current = next;
  current.classList.add('lb-current');
  // The focus goes with the eye: who listens hears the row, and Enter is the link's own.
  const target = current.querySelector('th a, td a') ?? current;
  if (target === current) current.tabIndex = -1;
  target.focus({ preventScroll: true });
  current.scrollIntoView({ block: 'nearest' });
};

const tell = (list) => {
  const said = list?.querySelector('[data-chosen]');
  if (!said) return;
  const count = list.querySelectorAll('[data-choose]:checked').length;
  said.textContent = count === 1 ? said.dataset.one : said.dataset.many.replace('{0}', count);
};

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input:not([type=checkbox]), textarea, select')) return;
  if (key === '/') {
    const box = document.querySelector('[data-list-search]') ?? document.getElementById('cerca-scrivania');
    if (box) { event.preventDefault(); box.focus(); }
  }
  const inside = target.closest('.table-responsive');
  if (key === 'j' || (key === 'ArrowDown' && inside)) { event.preventDefault(); go(1); }
  if (key === 'k' || (key === 'ArrowUp' && inside)) { event.preventDefault(); go(-1); }
  if (key === 'Enter' && current?.dataset.href && !target.closest('a, button, summary, input')) location.href = current.dataset.href;
  if (key === 'x') {
    const box = current?.querySelector('input[type=checkbox]');
    if (box) { box.checked = !box.checked; tell(box.closest('[data-list]')); }
  }
});

document.addEventListener('focusin', (event) => {
  const row = event.target.closest('tr[data-row], tr[data-href]');
  if (!row || row === current) return;
  current?.classList.remove('lb-current');
  current = row;
});

document.addEventListener('change', (event) => { if (event.target.matches('[data-choose]')) tell(event.target.closest('[data-list]')); });

for (const list of document.querySelectorAll('[data-list]')) {
  tell(list);
  // Without this the link draws the page anew with every box ticked.
  list.querySelector('[data-choose-page]')?.addEventListener('click', (event) => {
    event.preventDefault();
    const boxes = [...list.querySelectorAll('[data-choose]')];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    tell(list);
  });
}

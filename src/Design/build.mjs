// Builds wwwroot/lib from sources and packages: one style sheet, one script, the icons in use, six font files. No network.
import { mkdirSync, copyFileSync, readFileSync, writeFileSync, rmSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as sass from 'sass';
import { buildSync } from 'esbuild';

const out = 'wwwroot/lib';
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'fonts'), { recursive: true });

const css = sass.compile('Assets/site.scss', { style: 'compressed', loadPaths: ['node_modules', 'Assets'], quietDeps: true, logger: sass.Logger.silent }).css;
if (/url\(["']?data:/.test(css)) console.warn('style sheet: data: addresses dropped');
// The content security policy allows no data: images; the few left come from components we draw ourselves.
writeFileSync(join(out, 'site.css'), css.replace(/url\((["']?)data:.*?\1\)/g, 'none'));
buildSync({ entryPoints: ['Assets/site.js'], outfile: join(out, 'site.js'), bundle: true, minify: true, format: 'iife', target: 'es2022' });

copyFileSync('Assets/favicon.svg', join(out, 'favicon.svg'));
// AgID's mark, for the button of SPID and nothing else.
copyFileSync('Assets/spid.svg', join(out, 'spid.svg'));

const fonts = 'node_modules/bootstrap-italia/dist/fonts';
const files = { 'titillium-400': 'Titillium_Web/titillium-web-v10-latin-ext_latin-regular', 'titillium-400i': 'Titillium_Web/titillium-web-v10-latin-ext_latin-italic',
  'titillium-600': 'Titillium_Web/titillium-web-v10-latin-ext_latin-600', 'titillium-700': 'Titillium_Web/titillium-web-v10-latin-ext_latin-700',
  'lora-400': 'Lora/lora-v20-latin-ext_latin-regular' };
for (const [name, file] of Object.entries(files)) copyFileSync(`${fonts}/${file}.woff2`, join(out, 'fonts', `${name}.woff2`));
const mono = readdirSync(`${fonts}/Roboto_Mono`).find((f) => /regular\.woff2$/.test(f));
copyFileSync(`${fonts}/Roboto_Mono/${mono}`, join(out, 'fonts', 'roboto-mono-400.woff2'));

// Only the icons that some page names.
const used = new Set();
const walk = (folder) => {
  for (const name of readdirSync(folder)) {
    if (['node_modules', 'bin', 'obj', 'lib'].includes(name)) continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) walk(path);
    else if (/\.(cshtml|cs)$/.test(name)) for (const found of readFileSync(path, 'utf8').matchAll(/it-[a-z]+(?:-[a-z]+)*/g)) used.add(found[0]);
  }
};
walk('..');
const sprite = readFileSync('node_modules/bootstrap-italia/dist/svg/sprites.svg', 'utf8');
const symbols = [...sprite.matchAll(/<(symbol|svg)[^>]*\bid="(it-[a-z-]+)"[\s\S]*?<\/\1>/g)].filter((found) => used.has(found[2]));
if (symbols.length === 0) throw new Error('no icons found');
writeFileSync(join(out, 'sprite.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.map((found) => found[0]).join('')}</svg>`);

import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

// Runs in place of npm inside n8n; see npm-wrapper.mjs.
const args = process.argv.slice(2);
const [command, spec = '', field] = args;
const at = spec.lastIndexOf('@');
const name = at > 0 ? spec.slice(0, at) : spec;
const version = at > 0 ? spec.slice(at + 1) : 'latest';

const packages = JSON.parse(readFileSync(process.env.NPM_WRAPPER_PACKAGES, 'utf8'));
const found = packages.findLast(
	(packed) => packed.name === name && (version === 'latest' || packed.version === version),
);

if (found && command === 'view') {
	console.log(JSON.stringify(field === 'dist.integrity' ? found.integrity : found.version));
} else if (found && command === 'pack') {
	copyFileSync(found.tarball, basename(found.tarball));
	console.log(basename(found.tarball));
} else {
	const [npm, ...first] = JSON.parse(process.env.NPM_WRAPPER_REAL_NPM);
	const child = spawn(npm, [...first, ...args], { stdio: 'inherit' });
	child.once('error', (error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
	child.once('exit', (code) => {
		process.exitCode = code ?? 1;
	});
}

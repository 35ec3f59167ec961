import { spawn } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

// Runs in place of npm inside n8n; see npm-wrapper.mjs.
const args = process.argv.slice(2);
const [command, spec = '', field] = args;
const separator = spec.lastIndexOf('@');
const name = separator > 0 ? spec.slice(0, separator) : spec;
const version = separator > 0 ? spec.slice(separator + 1) : 'latest';

const packages = JSON.parse(readFileSync(process.env.NPM_WRAPPER_PACKAGES, 'utf8'));
const localPackage = packages.findLast(
	(packed) => packed.name === name && (version === 'latest' || packed.version === version),
);

if (localPackage && command === 'view') {
	console.log(
		JSON.stringify(field === 'dist.integrity' ? localPackage.integrity : localPackage.version),
	);
} else if (localPackage && command === 'pack') {
	copyFileSync(localPackage.tarball, basename(localPackage.tarball));
	console.log(basename(localPackage.tarball));
} else {
	const [npm, ...npmArgs] = JSON.parse(process.env.NPM_WRAPPER_REAL_NPM);
	const child = spawn(npm, [...npmArgs, ...args], { stdio: 'inherit' });
	child.once('error', (error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
	child.once('exit', (code) => {
		process.exitCode = code ?? 1;
	});
}
